import { type IncomingMessage, type OutgoingHttpHeader, type OutgoingHttpHeaders, ServerResponse } from "node:http";

/** Headers as writeHead takes them: by name, or names and values in turns. */
type GivenHeaders = OutgoingHttpHeaders | OutgoingHttpHeader[];

/**
 * Makes a class of responses that keep their headers in a list until they are written.
 *
 * Node puts headers that are set one by one into a hash table that it makes for each response, and takes them out again to write
 * them; a list given to writeHead it writes as it is. With the nine headers of an answer here that is a fourteenth of the
 * instructions that the whole request takes. test/header-list-response.test.ts fails if Node makes the table after all.
 *
 * Whatever is documented of ServerResponse holds. Only a header that HTTP does not allow is refused when it is written, and not when
 * it is set; all headers are dropped then, so that the error can be answered.
 *
 * A class for each caller, since createHttpServer puts its app's own methods beneath.
 */
export function createHeaderListResponse<Request extends IncomingMessage>(): typeof ServerResponse<Request> {
  return class HeaderListResponse extends ServerResponse<Request> {
    /** Names as they were given and values, in turns. */
    #headers: OutgoingHttpHeader[] = [];
    #wereSet = false;

    /** Where a header's name stands. Few have names of one length, so hardly any is put into lower case for it. */
    #find(name: string): number {
      for (let index = 0; index < this.#headers.length; index += 2) {
        const other = String(this.#headers[index]);
        if (other === name) return index;
        if (other.length === name.length && other.toLowerCase() === name.toLowerCase()) return index;
      }
      return -1;
    }

    override setHeader(name: string, value: OutgoingHttpHeader): this {
      // Too late: Node says so.
      if (this.headersSent) return super.setHeader(name, value);
      this.#wereSet = true;
      const index = this.#find(name);
      if (index === -1) this.#headers.push(name, value);
      else this.#headers.splice(index, 2, name, value);
      return this;
    }

    override getHeader(name: string): OutgoingHttpHeader | undefined {
      const index = this.#find(name);
      return index === -1 ? undefined : this.#headers[index + 1];
    }

    override hasHeader(name: string): boolean {
      return this.#find(name) !== -1;
    }

    override appendHeader(name: string, value: string | readonly string[]): this {
      const earlier = this.getHeader(name);
      if (earlier === undefined || this.headersSent) {
        return this.setHeader(name, typeof value === "string" ? value : [...value]);
      }
      this.#headers[this.#find(name) + 1] = [earlier, value].flat().map(String);
      return this;
    }

    override removeHeader(name: string): void {
      // Node keeps in mind which of its own headers are not wanted, and refuses when it is too late.
      super.removeHeader(name);
      const index = this.#find(name);
      if (index !== -1) this.#headers.splice(index, 2);
    }

    override getHeaderNames(): string[] {
      return this.#headers.flatMap((name, index) => (index % 2 === 0 ? [String(name).toLowerCase()] : []));
    }

    override getHeaders(): OutgoingHttpHeaders {
      const headers: OutgoingHttpHeaders = Object.create(null);
      for (const name of this.getHeaderNames()) headers[name] = this.getHeader(name);
      return headers;
    }

    override writeHead(status: number, reason?: string, headers?: GivenHeaders): this;
    override writeHead(status: number, headers?: GivenHeaders): this;
    override writeHead(status: number, reason?: string | GivenHeaders, headers?: GivenHeaders): this {
      const hasReason = typeof reason === "string";
      const given = hasReason ? headers : (reason ?? headers);
      // Node writes what it is given as it is, unless there were headers before.
      if (this.#wereSet) for (const [name, value] of pairsOf(given)) this.setHeader(name, value);
      const all = this.#wereSet ? this.#headers : given;
      try {
        return hasReason ? super.writeHead(status, reason, all) : super.writeHead(status, all);
      } catch (error) {
        if (!this.headersSent) this.#forget();
        throw error;
      }
    }

    #forget(): void {
      this.#headers = [];
      this.statusMessage = "";
    }
  };
}

function pairsOf(headers: GivenHeaders = {}): ReadonlyArray<readonly [name: string, value: OutgoingHttpHeader]> {
  if (!Array.isArray(headers)) {
    return Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  }
  return headers.flatMap((name, index) => {
    const value = headers[index + 1];
    return index % 2 === 1 || value === undefined ? [] : [[String(name), value] as const];
  });
}
