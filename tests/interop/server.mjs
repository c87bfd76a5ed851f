// The real server as a process, and a line to it that breaks.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const BINARY = process.env.XUNTIAN_SERVER

/** A server on a folder and a port that outlive the process. */
export class Server {
  /** `demo` brings people and records along; `serve` begins empty. */
  static async start(command = 'demo') {
    if (!BINARY) throw new Error('XUNTIAN_SERVER names no server')
    const server = new Server()
    server.command = command
    server.folder = await mkdtemp(join(tmpdir(), 'xuntian-interop-'))
    server.port = await freePort()
    server.log = ''
    await server.startAgain()
    return server
  }

  async startAgain() {
    const listen = `127.0.0.1:${this.port}`
    this.child = spawn(BINARY, [this.command, '--listen', listen, '--data', join(this.folder, 'data')], {
      stdio: ['ignore', 'pipe', 'pipe'],
      // Apps are read from the dist folders below the root of the project.
      cwd: join(import.meta.dirname, '..', '..'),
    })
    this.child.stderr.on('data', (text) => (this.log += text))
    const lines = createInterface({ input: this.child.stdout })
    this.ready = await new Promise((resolve, reject) => {
      lines.on('line', (line) => {
        if (line.startsWith('XUNTIAN_READY ')) resolve(JSON.parse(line.slice('XUNTIAN_READY '.length)))
      })
      this.child.on('exit', (code) => reject(new Error(`the server ended with ${code}: ${this.log}`)))
    })
    this.origin = `http://localhost:${this.port}`
  }

  /** As a power cut would. */
  async kill() {
    const ended = once(this.child, 'exit')
    this.child.kill('SIGKILL')
    await ended
  }

  async stop() {
    if (this.child.exitCode === null && this.child.signalCode === null) await this.kill()
    await rm(this.folder, { recursive: true })
  }

  /** What lies on the disk under a hash. */
  stored(sha256) {
    return readFile(join(this.folder, 'data', 'blobs', sha256.slice(0, 2), sha256.slice(2, 4), sha256))
  }
}

async function freePort() {
  const listener = net.createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address()
  listener.close()
  await once(listener, 'close')
  return port
}

/**
 * A line that breaks. Each number of `cuts` is how many further bytes go up before the connection that
 * carries them is torn; after the last it holds. Every second time the bytes all arrive and the answer
 * is lost instead.
 */
export class Line {
  static async to(port, cuts) {
    const line = new Line()
    line.cuts = [...cuts]
    line.torn = 0
    line.sent = 0
    line.left = line.cuts.shift() ?? Infinity
    line.listener = net.createServer((client) => line.carry(client, net.connect(port, '127.0.0.1')))
    line.listener.listen(0, '127.0.0.1')
    await once(line.listener, 'listening')
    line.origin = `http://localhost:${line.listener.address().port}`
    return line
  }

  carry(client, server) {
    const tear = () => {
      client.destroy()
      server.destroy()
    }
    let losesAnswer = false
    client.on('data', (bytes) => {
      this.sent += bytes.length
      if (losesAnswer) return server.write(bytes)
      this.left -= bytes.length
      if (this.left > 0) return server.write(bytes)
      const arrive = bytes.length + this.left
      losesAnswer = this.torn % 2 === 1
      this.torn += 1
      this.left = this.cuts.shift() ?? Infinity
      server.write(losesAnswer ? bytes : bytes.subarray(0, arrive))
      if (!losesAnswer) tear()
    })
    server.on('data', (bytes) => (losesAnswer ? tear() : client.write(bytes)))
    for (const [one, other] of [[client, server], [server, client]]) {
      one.on('error', () => other.destroy())
      one.on('close', () => other.destroy())
    }
  }

  close() {
    this.listener.close()
  }
}
