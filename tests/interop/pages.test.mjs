// Both apps as the server serves them: a policy without holes, and nothing in the pages that needs one.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'

import { Server } from './server.mjs'

let server
before(async () => {
  server = await Server.start('serve')
})
after(() => server.stop())

const PAGES = ['/', '/enrol', '/records', '/review/', '/review/sign-in']

/** `script-src` and so on, by name. */
function policyOf(answer) {
  const text = answer.headers.get('content-security-policy')
  return Object.fromEntries(text.split(';').map((part) => {
    const [name, ...sources] = part.trim().split(/\s+/)
    return [name, sources]
  }))
}

for (const path of PAGES) {
  test(`${path} runs what the build made and nothing else`, async () => {
    const answer = await fetch(server.origin + path)
    assert.equal(answer.status, 200, 'both apps are built')
    assert.match(answer.headers.get('content-type'), /^text\/html/)
    const policy = policyOf(answer)
    const html = await answer.text()
    const inline = [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)]
    const hashes = inline.map(([, code]) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`)
    const allowed = ["'self'", "'wasm-unsafe-eval'", ...hashes].sort()
    assert.deepEqual([...policy['script-src']].sort(), allowed)
    assert.deepEqual(policy['default-src'], ["'self'"])
    assert.deepEqual(policy['style-src'], ["'self'"])
    assert.deepEqual(policy['connect-src'], ["'self'"])
    assert.deepEqual(policy['object-src'], ["'none'"])
    assert.deepEqual(policy['base-uri'], ["'none'"])
    const everything = Object.values(policy).flat().join(' ')
    assert.doesNotMatch(everything, /unsafe-inline|'unsafe-eval'|\*|https?:/)
    // Attributes that run or style would need a hole in the policy.
    assert.doesNotMatch(html, /<[^>]*\s(on[a-z]+|style)\s*=/i)
    assert.doesNotMatch(html, /javascript:/i)
    assert.doesNotMatch(html, /<(?:script|link|img|iframe)[^>]*(?:src|href)=["']?(?:https?:)?\/\//i)
  })

  test(`${path} tells other sites nothing and is not framed by them`, async () => {
    const answer = await fetch(server.origin + path)
    const header = (name) => answer.headers.get(name)
    assert.equal(header('x-content-type-options'), 'nosniff')
    assert.equal(header('referrer-policy'), 'no-referrer')
    assert.equal(header('cross-origin-opener-policy'), 'same-origin')
    assert.equal(header('cross-origin-resource-policy'), 'same-origin')
    assert.match(header('permissions-policy'), /payment=\(\)/)
    assert.deepEqual(policyOf(answer)['frame-ancestors'], ["'none'"])
  })
}
