// A receiver of claimwire's webhooks, with the built-in modules of Node 20 alone, on Linux or macOS.
//
//     WEBHOOK_SECRETS="whsec_…" PORT=8088 node receiver.mjs
//
// A delivery is verified, kept in the folder `deliveries`, acknowledged, and then worked on: `told` is the place for
// your own work. What a crash leaves undone is done at the next start. TLS is up to the proxy in front of it.

import { createHmac, timingSafeEqual } from 'node:crypto'
import fs from 'node:fs'
import { createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'

/** Of a body: claimwire sends one million, unless `CLAIMWIRE_DELIVER_MAX_BYTES` says otherwise. */
const MOST_BYTES = 4_000_000
/** How far the time of a call may be from ours: what is older may have been recorded, and played again. */
const TOLERANCE_SECONDS = 5 * 60
const MOST_CALL_MS = 10_000
/** How long an id is known: longer than any delivery is tried. */
const KEPT_MS = 30 * 24 * 3600 * 1000
/** Standard Webhooks, "Signature scheme". */
const LEAST_KEY_BYTES = 24

/** Unlike `console.log` this tells when it is done: a delivery is finished only then. */
const print = promisify(process.stdout.write).bind(process.stdout)

/** What was received, a file for each id: it holds the body until that was worked on, and stays for 30 days or more. */
class Deliveries {
  #path
  #folder

  constructor(path) {
    fs.mkdirSync(path, { recursive: true })
    this.#path = path
    this.#folder = fs.openSync(path, 'r')
    const oldest = Date.now() - KEPT_MS
    for (const { name, size, mtimeMs } of this.#files()) {
      if (name.endsWith('.draft') || (size === 0 && mtimeMs < oldest)) fs.unlinkSync(`${path}/${name}`)
    }
  }

  /** Keeps a delivery, on disk when this returns; false when its id is known: then it has come before. */
  keep(id, body) {
    const path = this.#file(id)
    if (fs.existsSync(path)) return false
    const draft = fs.openSync(`${path}.draft`, 'w')
    try {
      fs.writeFileSync(draft, body)
      fs.fsyncSync(draft)
    } finally {
      fs.closeSync(draft)
    }
    fs.renameSync(`${path}.draft`, path)
    fs.fsyncSync(this.#folder) // the file's name is part of what is kept
    return true
  }

  /** Returns the ids of what is to be worked on, in the order they came. */
  waiting() {
    const files = this.#files().filter(({ size }) => size > 0)
    files.sort((one, other) => one.mtimeMs - other.mtimeMs)
    return files.map(({ name }) => decodeURIComponent(name.replace(/\.json$/, '')))
  }

  /** Returns the body of a delivery that waits. */
  body(id) {
    return fs.readFileSync(this.#file(id))
  }

  /** Drops the body, and keeps the id. */
  finish(id) {
    fs.truncateSync(this.#file(id))
  }

  #file(id) {
    return `${this.#path}/${encodeURIComponent(id)}.json`
  }

  #files() {
    return fs.readdirSync(this.#path).map((name) => {
      const { size, mtimeMs } = fs.statSync(`${this.#path}/${name}`)
      return { name, size, mtimeMs }
    })
  }
}

/** Takes deliveries that are signed with one of the keys. */
class Receiver {
  #keys
  #deliveries
  #waiting
  #isWorking = false

  constructor(keys, deliveries) {
    this.#keys = keys
    this.#deliveries = deliveries
    this.#waiting = deliveries.waiting()
  }

  /** Answers one call; only then comes the work. */
  async answer(request, response) {
    let status = 503
    try {
      status = await this.#take(request)
    } catch (error) {
      console.error(printable(`a call failed: ${error}`))
    }
    response.writeHead(status, { connection: 'close' }).end()
    setImmediate(() => this.work())
  }

  /** Reads no more than is allowed, verifies it and keeps it: the body is not parsed before it is verified. */
  async #take(request) {
    const { headers } = request
    if (request.method !== 'POST') return 405
    if (headers['content-length'] === undefined) return 411
    if (Number(headers['content-length']) > MOST_BYTES) return 413
    const body = await buffer(request)
    if (!isSigned(headers, body, this.#keys, Math.floor(Date.now() / 1000))) return 401
    if (!isDelivery(body)) return 400
    const id = headers['webhook-id']
    if (this.#deliveries.keep(id, body)) this.#waiting.push(id)
    return 204
  }

  /** Works on what was kept, one delivery after the other. */
  async work() {
    if (this.#isWorking) return
    this.#isWorking = true
    while (this.#waiting.length > 0) {
      const id = this.#waiting.shift()
      try {
        const delivery = parsed(this.#deliveries.body(id))
        const line = printable(`${id}  ${delivery.type}  ${await told(delivery)}`)
        await print(`${line}\n`)
        this.#deliveries.finish(id)
      } catch (error) {
        console.error(printable(`${id} waits for the next start: ${error}`))
      }
    }
    this.#isWorking = false
  }
}

/** Whether a signature of the header is that of this body under one of the keys, and was made just now. */
function isSigned(headers, body, keys, nowSeconds) {
  const id = headers['webhook-id'] ?? ''
  const timestamp = headers['webhook-timestamp'] ?? ''
  const isRecent = /^\d+$/.test(timestamp) && Math.abs(nowSeconds - Number(timestamp)) <= TOLERANCE_SECONDS
  if (id === '' || !isRecent) return false
  const right = keys.map((key) => {
    const digest = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')
    return Buffer.from(`v1,${digest}`)
  })
  const offered = (headers['webhook-signature'] ?? '').split(' ').map((signature) => Buffer.from(signature))
  return offered.some((one) => right.some((other) => one.length === other.length && timingSafeEqual(one, other)))
}

/** Reads a body; what is not UTF-8 or not JSON throws. */
function parsed(body) {
  return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
}

/** Whether the body is an object of JSON with a type. */
function isDelivery(body) {
  try {
    return typeof parsed(body).type === 'string'
  } catch {
    return false
  }
}

/** Returns what a delivery tells: here your own work begins. A crash may repeat it, so it must bear that. */
async function told({ type, data }) {
  switch (type) {
    case 'report.extracted': {
      const first = data.claims.slice(0, 1).map((claim) => words(claim, data.article.text))
      return [`job ${data.id}: ${data.claims.length} claims`, ...first].join(', the first: ')
    }
    case 'report.failed':
      return `job ${data.id}: failed, ${data.error.code}`
    case 'report.stored':
      return `job ${data.id}: ${data.claims} claims, too large to send: claimwire result ${data.id}`
    case 'batch.completed':
      return `batch ${data.id}: ${data.extracted} of ${data.size} extracted, ${data.failed} failed`
    case 'endpoint.test':
      return `a trial of the endpoint ${data.endpoint}`
    default:
      return 'not known here, ignored'
  }
}

/** Returns a claim's own words, cut out of `article.text`. */
function words(claim, text) {
  return claim.content.map((span) => cut(text, span)).join(' … ')
}

/** Cuts a span out of a text: offsets count code points, where `text.slice` would count UTF-16 units. */
function cut(text, { start, end }) {
  return Array.from(text).slice(start, end).join('')
}

/** Returns the text on one line, without codes that a terminal would obey: it comes from a web page. */
function printable(text) {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ')
}

/** Returns the keys of secrets that are separated by spaces; throws for what is no secret. */
function keysOf(secrets) {
  const encoded = secrets.split(/\s+/).filter(Boolean).map((secret) => secret.replace(/^whsec_/, ''))
  const keys = encoded.map((text) => Buffer.from(text, 'base64'))
  const areWhole = keys.every((key, at) => key.length >= LEAST_KEY_BYTES && key.toString('base64') === encoded[at])
  if (keys.length === 0 || !areWhole) {
    throw new Error('set it to a secret, `whsec_` and 24 bytes or more in base64, or two with a space between')
  }
  return keys
}

/** Receives until Ctrl-C. */
function main() {
  let keys
  try {
    keys = keysOf(process.env.WEBHOOK_SECRETS ?? '')
  } catch (error) {
    console.error(`WEBHOOK_SECRETS: ${error.message}`)
    process.exit(1)
  }
  const receiver = new Receiver(keys, new Deliveries('deliveries'))
  const server = createServer({ requestTimeout: MOST_CALL_MS }, (call, response) => receiver.answer(call, response))
  server.listen(Number(process.env.PORT ?? 8088), '127.0.0.1', () => {
    console.error(`listening on http://127.0.0.1:${server.address().port}/`)
    receiver.work()
  })
}

main()
