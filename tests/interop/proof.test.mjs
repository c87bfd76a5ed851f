// What was signed is proven without our code: Node's cryptography, and the keys that the server tells.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { Phone, opened, photo, sha256, thumbprint } from './phone.mjs'
import { Server } from './server.mjs'

let server
before(async () => {
  server = await Server.start()
})
after(() => server.stop())

/** The server's key of this name, out of the key set alone. */
async function keyNamed(kid) {
  const answer = await fetch(`${server.origin}/api/v1/keys`)
  const { keys } = await answer.json()
  const key = keys.find((key) => key.kid === kid)
  assert.ok(key, `no key ${kid}`)
  assert.equal(thumbprint(key), kid)
  return key
}

/** Every member that was signed is shown as it was signed; what was left out may be shown as null. */
function isShown(signed, shown) {
  if (signed === null || typeof signed !== 'object') return assert.equal(shown, signed)
  for (const [name, value] of Object.entries(signed)) isShown(value, shown[name])
}

const protectedHeader = (jws) => JSON.parse(Buffer.from(jws.protected, 'base64url'))

test('a receipt is verified with the key set alone, and says what was received', async () => {
  const phone = await Phone.enrol(server)
  const bytes = photo(5000)
  const jws = phone.seal([bytes])
  const waits = await phone.send(jws)
  assert.equal(waits.outcome, 'awaiting_photos')
  assert.deepEqual(waits.missing, [sha256(bytes)])
  const uploaded = await fetch(`${server.origin}/api/v1/uploads`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${phone.token}`,
      'tus-resumable': '1.0.0',
      'content-type': 'application/offset+octet-stream',
      'upload-length': String(bytes.length),
      'upload-metadata': `sha256 ${Buffer.from(sha256(bytes)).toString('base64')}`,
    },
    body: bytes,
  })
  assert.equal(uploaded.status, 201)
  const received = await phone.send(jws)
  assert.equal(received.outcome, 'received')
  const { receipt } = received
  const { header, payload } = opened(receipt, await keyNamed(protectedHeader(receipt).kid))
  assert.equal(header.alg, 'ES256')
  assert.equal(header.typ, 'xuntian-receipt+jws')
  const claims = JSON.parse(payload)
  assert.equal(claims.payload_sha256, sha256(Buffer.from(jws.payload, 'base64url')))
  assert.deepEqual(claims.photo_sha256, [sha256(bytes)])
  // One bit of the claims, and nothing is proven any more.
  const forged = { ...receipt, payload: Buffer.from(String(payload).replace('"schema":1', '"schema":2')).toString('base64url') }
  const key = await keyNamed(header.kid)
  assert.throws(() => opened(forged, key), /does not hold/)
})

test('the envelopes that a reviewer gets are verified with the keys beside them', async () => {
  const { name, password } = server.ready.accounts[0]
  const signedIn = await fetch(`${server.origin}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, password }),
  })
  assert.equal(signedIn.status, 200)
  const cookie = signedIn.headers.get('set-cookie').split(';')[0]
  const get = async (path) => (await fetch(server.origin + path, { headers: { cookie } })).json()
  const { rows } = await get('/api/v1/findings?limit=200')
  assert.ok(rows.length > 0)
  let verified = 0
  for (const { finding_id } of rows) {
    const { versions } = await get(`/api/v1/findings/${finding_id}`)
    for (const version of versions) {
      const { header, payload } = opened(version.jws, version.key)
      assert.equal(header.typ, 'xuntian-version+jws')
      assert.equal(header.kid, thumbprint(version.key))
      assert.equal(sha256(payload), version.payload_sha256)
      isShown(JSON.parse(payload), version.sealed)
      verified += 1
    }
  }
  assert.ok(verified >= rows.length)
})

test('the log holds nothing of what was said', async () => {
  const phone = await Phone.enrol(server).catch(() => null)
  const { name, password } = server.ready.accounts[0]
  const secrets = [name, password, server.ready.enrol_code, phone?.token, phone?.device, '102.54', 'Bearer', 'xuntian=']
  assert.match(server.log, /answered/)
  for (const secret of secrets.filter(Boolean)) {
    assert.ok(!server.log.includes(secret), `the log holds ${secret}`)
  }
})
