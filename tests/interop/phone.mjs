// A phone as the API's document describes one, with nothing but Node's own cryptography.

import assert from 'node:assert/strict'
import { createHash, createPublicKey, generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto'

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex')
const base64url = (bytes) => Buffer.from(bytes).toString('base64url')

/** The name of a key (RFC 7638). */
export function thumbprint({ crv, kty, x, y }) {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url')
}

/** The header and the payload of a flattened JWS whose ES256 signature holds under this JWK. */
export function opened(jws, jwk) {
  const key = createPublicKey({ key: jwk, format: 'jwk' })
  const signature = Buffer.from(jws.signature, 'base64url')
  const holds = verify('sha256', `${jws.protected}.${jws.payload}`, { key, dsaEncoding: 'ieee-p1363' }, signature)
  assert.ok(holds, 'the signature does not hold')
  const payload = Buffer.from(jws.payload, 'base64url')
  return { header: JSON.parse(Buffer.from(jws.protected, 'base64url')), payload }
}

function uuid7(nowMs = Date.now()) {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(nowMs, 0, 6)
  bytes[6] = 0x70 | (bytes[6] & 0x0f)
  bytes[8] = 0x80 | (bytes[8] & 0x3f)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

export class Phone {
  /** Enrols with the code that the demonstration's server shows. */
  static async enrol(server) {
    const phone = new Phone()
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    phone.origin = server.origin
    phone.key = privateKey
    phone.jwk = publicKey.export({ format: 'jwk' })
    const answer = await phone.post('/api/v1/enrol', { code: server.ready.enrol_code, key: phone.jwk, platform: 'node' })
    Object.assign(phone, { token: answer.token, device: answer.device_id, officer: answer.officer_id, unit: answer.unit })
    return phone
  }

  async ask(path, options = {}) {
    const headers = { ...options.headers }
    if (this.token) headers.authorization = `Bearer ${this.token}`
    const answer = await fetch(this.origin + path, { ...options, headers })
    const text = await answer.text()
    assert.ok(answer.ok, `${path}: ${answer.status} ${text}`)
    return JSON.parse(text)
  }

  post(path, body) {
    const headers = { 'content-type': 'application/json' }
    return this.ask(path, { method: 'POST', headers, body: JSON.stringify(body) })
  }

  /** The first version of a finding with these photos, signed. */
  seal(photos) {
    const now = Date.now()
    const manifests = photos.map((bytes) => ({
      id: uuid7(), kind: 'far', origin: 'in_app_camera', sha256: sha256(bytes), bytes: bytes.length,
      media_type: 'image/jpeg', width_px: 2048, height_px: 1536, taken_at_ms: now,
      position: null, heading_magnetic_deg: null, source: null,
    }))
    const fix = { lon_deg: 102.54, lat_deg: 24.35, accuracy_m: 6, altitude_m: null, fixed_at_ms: now, source: 'device' }
    const version = {
      schema: 1, finding_id: uuid7(), version_id: uuid7(), version: 1, supersedes: null, answers: null,
      officer_id: this.officer, device_id: this.device, seq: 1, prev_payload_sha256: null,
      discovered_at_ms: now, sealed_at_ms: now, server_offset_ms: 0, app_version: 'interop',
      form: { sighting: 'building', village: this.unit, position: fix, area: { as: 'unclear' } },
      photos: manifests,
    }
    const payload = base64url(JSON.stringify(version))
    const header = base64url(JSON.stringify({ alg: 'ES256', kid: thumbprint(this.jwk), typ: 'xuntian-version+jws' }))
    const key = { key: this.key, dsaEncoding: 'ieee-p1363' }
    return { payload, protected: header, signature: base64url(sign('sha256', `${header}.${payload}`, key)) }
  }

  async send(jws) {
    const answer = await this.post('/api/v1/envelopes', { envelopes: [jws] })
    return answer.results[0]
  }
}

/** Noise behind the first bytes of a JPEG. */
export const photo = (length) => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), randomBytes(length - 4)])
