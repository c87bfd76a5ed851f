// The two tus clients that most people use, through a line that breaks and a server that is killed.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import Uppy from '@uppy/core'
import Tus from '@uppy/tus'
import * as tus from 'tus-js-client'

import { Phone, photo, sha256 } from './phone.mjs'
import { Line, Server } from './server.mjs'

const CHUNK = 128 * 1024
const SIZE = 1_500_000
/** In the middle of chunks, at odd places, in the middle of a head, and between them. */
const CUTS = [70_001, 150_000, 333, 200_000, 64 * 1024, 1, 300_000]
/** Again at once, as often as needed: the line says when it is over. */
const RETRIES = Array(40).fill(0)

let server, phone
before(async () => {
  server = await Server.start()
  phone = await Phone.enrol(server)
})
after(() => server.stop())

function options(origin, bytes) {
  return {
    endpoint: `${origin}/api/v1/uploads`,
    headers: { authorization: `Bearer ${phone.token}` },
    metadata: { sha256: sha256(bytes), filetype: 'image/jpeg' },
    chunkSize: CHUNK,
    retryDelays: RETRIES,
  }
}

/** Uploads with tus-js-client; gives the upload's address. */
function upload(bytes, more) {
  return new Promise((resolve, reject) => {
    const one = new tus.Upload(bytes, { ...more, onSuccess: () => resolve(one.url), onError: reject })
    one.start()
  })
}

async function liesOnTheDisk(bytes) {
  const stored = await server.stored(sha256(bytes))
  assert.ok(stored.equals(bytes), 'not the same bytes')
}

/** A cut costs the chunk that was on its way, and the heads of the requests. */
function wasNotSentTwice(line) {
  assert.equal(line.torn, CUTS.length)
  const most = SIZE + line.torn * CHUNK + 64 * 1024
  assert.ok(line.sent < most, `${line.sent} bytes were sent`)
}

test('tus-js-client, through cuts', async () => {
  const line = await Line.to(server.port, CUTS)
  const bytes = photo(SIZE)
  await upload(bytes, options(line.origin, bytes))
  line.close()
  await liesOnTheDisk(bytes)
  wasNotSentTwice(line)
})

test('tus-js-client, the first bytes with the creation, through cuts', async () => {
  const line = await Line.to(server.port, CUTS)
  const bytes = photo(SIZE)
  await upload(bytes, { ...options(line.origin, bytes), uploadDataDuringCreation: true })
  line.close()
  await liesOnTheDisk(bytes)
  wasNotSentTwice(line)
})

test('tus-js-client, the whole in one request, through cuts', async () => {
  const line = await Line.to(server.port, CUTS)
  const bytes = photo(SIZE)
  await upload(bytes, { ...options(line.origin, bytes), chunkSize: Infinity })
  line.close()
  await liesOnTheDisk(bytes)
  // A request whose answer is lost has brought everything.
  assert.ok(line.torn >= 2, `${line.torn} cuts`)
})

test('tus-js-client, again: what is there is not sent', async () => {
  const bytes = photo(SIZE)
  await upload(bytes, options(server.origin, bytes))
  const line = await Line.to(server.port, [])
  await upload(bytes, options(line.origin, bytes))
  line.close()
  // This client takes every new upload to be empty, and asks after its first chunk was refused.
  assert.ok(line.sent < CHUNK + 4096, `${line.sent} bytes were sent`)
})

test('tus-js-client goes on after the server was killed', async () => {
  const bytes = photo(SIZE)
  let killed
  const address = await upload(bytes, {
    ...options(server.origin, bytes),
    onChunkComplete: (_, accepted) => {
      if (accepted >= 4 * CHUNK) killed ??= server.kill()
    },
    // Asked before every further try; the server is there again when it answers.
    onShouldRetry: () => true,
    onBeforeRequest: async () => {
      if (!killed) return
      await killed
      if (server.child.signalCode) await server.startAgain()
    },
  })
  assert.ok(killed, 'the server was killed in the middle')
  assert.match(address, /\/api\/v1\/uploads\/[0-9a-f-]{36}$/)
  await liesOnTheDisk(bytes)
})

test('tus-js-client gives an upload up', async () => {
  const bytes = photo(SIZE)
  const begun = await new Promise((resolve, reject) => {
    const one = new tus.Upload(bytes, {
      ...options(server.origin, bytes),
      onChunkComplete: () => resolve(one),
      onError: reject,
    })
    one.start()
  })
  await begun.abort(true)
  const head = await fetch(begun.url, {
    method: 'HEAD',
    headers: { authorization: `Bearer ${phone.token}`, 'tus-resumable': '1.0.0' },
  })
  assert.equal(head.status, 404)
  await assert.rejects(server.stored(sha256(bytes)), { code: 'ENOENT' })
})

test('Uppy, three photos at once, through cuts', async () => {
  const line = await Line.to(server.port, CUTS)
  const photos = [photo(SIZE), photo(300_000), photo(64 * 1024)]
  const { endpoint, headers, chunkSize, retryDelays } = options(line.origin, photos[0])
  const uppy = new Uppy({ autoProceed: false })
  uppy.use(Tus, { endpoint, headers, chunkSize, retryDelays, allowedMetaFields: ['sha256', 'filetype'] })
  for (const [n, bytes] of photos.entries()) {
    // Outside of a browser a file is a buffer, which only lacks the name of its length.
    const data = Object.assign(bytes, { size: bytes.length })
    uppy.addFile({ name: `${n}.jpg`, type: 'image/jpeg', data, meta: { sha256: sha256(bytes), filetype: 'image/jpeg' } })
  }
  const { successful, failed } = await uppy.upload()
  line.close()
  assert.deepEqual(failed, [])
  assert.equal(successful.length, photos.length)
  assert.equal(line.torn, CUTS.length)
  for (const bytes of photos) await liesOnTheDisk(bytes)
})
