import { Breaker } from "./breaker.ts";
import { CacheError, checkStatus, toCacheError } from "./cache_error.ts";
import { pause } from "./_pause.ts";
import { readBody } from "./_read_body.ts";
import { Traffic } from "./traffic.ts";

const PATIENCE_MS = 10_000;
const SLOWEST = 50_000;
const RETRIES = 2;
const PAUSE_MS = 200;

/** How long a cache is waited for. */
export interface Patience {
  /** Milliseconds until the first byte, and of silence. Default 10 000. */
  readonly patience?: number;
  /** Bytes a second below which a transfer is given up. Default 50 000. */
  readonly slowest?: number;
  /** Times that a failed request is tried again. Default 2. */
  readonly retries?: number;
  /** Milliseconds before the first retry, about; doubles each time. Default 200. */
  readonly pause?: number;
}

/** One request; `exactly` and `most` are bytes of the answer. */
interface Request {
  readonly method: "GET" | "HEAD" | "PUT";
  readonly path: string;
  readonly body?: Uint8Array<ArrayBuffer>;
  readonly exactly?: number;
  readonly most?: number;
}

/**
 * Gets and puts bytes by path, below an address: with time-outs, retries with
 * growing pauses, and an end to both when the cache keeps failing.
 */
export class HttpCache {
  /** When reading was given up. */
  readonly reads: Breaker = new Breaker();
  /** When writing was given up. */
  readonly writes: Breaker = new Breaker();
  /** Bytes that came in. */
  readonly received: Traffic = new Traffic();
  /** Bytes that went out. */
  readonly sent: Traffic = new Traffic();
  /** The address without a password, for messages. */
  readonly address: string;
  readonly #headers: Headers;
  readonly #settings: Required<Patience>;
  readonly #stop = new AbortController();
  #retried = 0;
  #answered = false;

  /**
   * Talks to the cache below a URL, which may hold a user and a password.
   *
   * @throws {TypeError|URIError} when it is none
   */
  constructor(url: string, settings: Patience = {}) {
    const parsed = new URL(url);
    const { username, password } = parsed;
    parsed.username = parsed.password = "";
    this.address = parsed.href.replace(/\/+$/, "");
    // Compressed answers would not have the size that was asked for.
    this.#headers = new Headers({ "accept-encoding": "identity" });
    if (username !== "") {
      const user = decodeURIComponent(`${username}:${password}`);
      const text = new TextEncoder().encode(user).toBase64();
      this.#headers.set("authorization", `Basic ${text}`);
    }
    this.#settings = {
      patience: settings.patience ?? PATIENCE_MS,
      slowest: settings.slowest ?? SLOWEST,
      retries: settings.retries ?? RETRIES,
      pause: settings.pause ?? PAUSE_MS,
    };
  }

  /** Requests that were tried again. */
  get retried(): number {
    return this.#retried;
  }

  /** Whether everything was abandoned. */
  get stopped(): boolean {
    return this.#stop.signal.aborted;
  }

  /**
   * Gets what is at a path; undefined when nothing is.
   *
   * @throws {CacheError} when the cache fails, or sends more than `most` or
   * other than `exactly` bytes
   */
  get(
    path: string,
    bytes: { readonly most?: number; readonly exactly?: number },
  ): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.#call({ method: "GET", path, ...bytes });
  }

  /**
   * Whether something is at a path.
   *
   * @throws {CacheError} when the cache fails
   */
  async has(path: string): Promise<boolean> {
    return await this.#call({ method: "HEAD", path }) !== undefined;
  }

  /**
   * Puts bytes at a path.
   *
   * @throws {CacheError} when the cache fails
   */
  async put(path: string, body: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#call({ method: "PUT", path, body });
  }

  /** Abandons everything that is under way, and all that may come. */
  stop(): void {
    this.#stop.abort(new CacheError("it was abandoned"));
  }

  async #call(
    request: Request,
  ): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const breaker = request.method === "GET" ? this.reads : this.writes;
    for (let tried = 0;; tried++) {
      this.#stop.signal.throwIfAborted();
      if (breaker.open !== undefined) throw new CacheError(breaker.open);
      try {
        const answer = await this.#exchange(request);
        breaker.succeeded();
        return answer;
      } catch (cause) {
        this.#stop.signal.throwIfAborted();
        const error = toCacheError(cause);
        const isLast = tried >= this.#settings.retries;
        if (error.refused) breaker.refuse(error.message);
        else if (!error.transient || isLast) breaker.failed(error.message);
        if (!error.transient || isLast) throw error;
      }
      this.#retried++;
      await pause(this.#settings.pause * 2 ** tried, this.#stop.signal);
    }
  }

  async #exchange(
    { method, path, body, exactly, most }: Request,
  ): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const { patience, slowest } = this.#settings;
    const slow = new AbortController();
    const began = performance.now();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const expect = (bytes: number) => {
      clearTimeout(timer);
      const deadline = began + patience + (bytes / slowest) * 1000;
      timer = setTimeout(
        // One that has never answered is not waited for a second time.
        () =>
          slow.abort(
            this.#answered
              ? new CacheError("it was too slow")
              : new CacheError("it did not answer", { refused: true }),
          ),
        Math.max(0, deadline - performance.now()),
      );
    };
    expect(body?.length ?? 0);
    try {
      const request = () =>
        fetch(`${this.address}/${path}`, {
          method,
          headers: this.#headers,
          redirect: "manual",
          signal: AbortSignal.any([this.#stop.signal, slow.signal]),
          ...(body === undefined ? {} : { body }),
        });
      const response = body === undefined
        ? await request()
        : await this.sent.during(request);
      this.#answered = true;
      if (method !== "GET" || response.status !== 200) {
        await response.body?.cancel();
        checkStatus(method, response.status);
        this.sent.add(body?.length ?? 0);
        return response.ok ? new Uint8Array() : undefined;
      }
      return await this.received.during(() =>
        readBody(response, {
          most: exactly ?? most ?? 0,
          exactly,
          heard: (bytes, all) => {
            this.received.add(bytes);
            expect(all);
          },
        })
      );
    } finally {
      clearTimeout(timer);
    }
  }
}
