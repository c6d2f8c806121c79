import { type IncomingMessage, type OutgoingHttpHeader, type OutgoingHttpHeaders, ServerResponse } from "node:http";

/** Headers as writeHead takes them: by name, or names and values in turns. */
type GivenHeaders = OutgoingHttpHeaders | OutgoingHttpHeader[];

/** Names as they were given and values, in turns. */
type HeaderList = OutgoingHttpHeader[];

/**
 * Makes a class of responses that keep their headers in a list until they are written.
 *
 * Node puts headers that are set one by one into a hash table that it makes for each response, and takes them out again to write
 * them; a list given to writeHead it writes as it is. With the nine headers of an answer here that is a fourteenth of the
 * instructions that the whole request takes. test/header-list-response.test.ts fails if Node makes the table after all.
 *
 * Setting, reading and writing is done here. Whatever is rarer (removing, appending, more headers for writeHead) hands the list over
 * to Node, whose versions differ in it. Only a header that HTTP does not allow is refused when it is written, and not when it is set;
 * it is dropped then, so that the error can be answered.
 *
 * A class for each caller, since createHttpServer puts it among its app's own prototypes. Responses of another class that get these
 * methods by their prototype are Node's throughout.
 */
export function createHeaderListResponse<Request extends IncomingMessage>(): typeof ServerResponse<Request> {
  return class HeaderListResponse extends ServerResponse<Request> {
    /** `undefined` where Node keeps the headers. */
    #list: HeaderList | undefined = [];

    static #listOf(response: object): HeaderList | undefined {
      return #list in response ? response.#list : undefined;
    }

    /** Node keeps the headers from now on. @throws what it says of one that HTTP does not allow, which is dropped */
    static #handOver(response: object): void {
      if (!(#list in response) || response.#list === undefined || response.headersSent) return;
      const list = response.#list;
      response.#list = undefined;
      const refusals = namesOf(list).flatMap((name, index) => {
        try {
          response.setHeader(name, list[index * 2 + 1] ?? "");
          return [];
        } catch (error) {
          return [error];
        }
      });
      if (refusals.length > 0) throw refusals[0];
    }

    override setHeader(name: string, value: OutgoingHttpHeader): this {
      const list = HeaderListResponse.#listOf(this);
      // Too late: Node says so.
      if (list === undefined || this.headersSent) return super.setHeader(name, value);
      const index = find(list, name);
      if (index === -1) list.push(name, value);
      else list.splice(index, 2, name, value);
      return this;
    }

    override getHeader(name: string): OutgoingHttpHeader | undefined {
      const list = HeaderListResponse.#listOf(this);
      if (list === undefined) return super.getHeader(name);
      const index = find(list, name);
      return index === -1 ? undefined : list[index + 1];
    }

    override hasHeader(name: string): boolean {
      const list = HeaderListResponse.#listOf(this);
      return list === undefined ? super.hasHeader(name) : find(list, name) !== -1;
    }

    override appendHeader(name: string, value: string | readonly string[]): this {
      HeaderListResponse.#handOver(this);
      return super.appendHeader(name, value);
    }

    override removeHeader(name: string): void {
      if (this.hasHeader(name)) HeaderListResponse.#handOver(this);
      // Node keeps in mind which of its own headers are not wanted, and refuses when it is too late.
      super.removeHeader(name);
    }

    override getHeaderNames(): string[] {
      const list = HeaderListResponse.#listOf(this);
      return list === undefined ? super.getHeaderNames() : namesOf(list).map((name) => name.toLowerCase());
    }

    override getHeaders(): OutgoingHttpHeaders {
      const list = HeaderListResponse.#listOf(this);
      if (list === undefined) return super.getHeaders();
      const headers: OutgoingHttpHeaders = Object.create(null);
      for (const name of this.getHeaderNames()) headers[name] = this.getHeader(name);
      return headers;
    }

    override writeHead(status: number, reason?: string, headers?: GivenHeaders): this;
    override writeHead(status: number, headers?: GivenHeaders): this;
    override writeHead(status: number, reason?: string | GivenHeaders, headers?: GivenHeaders): this {
      const [text, given] = typeof reason === "string" ? [reason, headers] : [undefined, headers ?? reason];
      if (given !== undefined) HeaderListResponse.#handOver(this);
      const list = HeaderListResponse.#listOf(this);
      // Without a header set, Node is given none, and later says that there was none.
      const all = list === undefined || list.length === 0 ? given : list;
      try {
        return text === undefined ? super.writeHead(status, all) : super.writeHead(status, text, all);
      } catch (error) {
        if (!this.headersSent) this.statusMessage = "";
        HeaderListResponse.#handOver(this);
        throw error;
      }
    }
  };
}

function namesOf(list: HeaderList): string[] {
  return list.filter((_, index) => index % 2 === 0).map(String);
}

/** Where a header's name stands, or -1. Few names have the same length, so hardly any is put into lower case for it. */
function find(list: HeaderList, name: string): number {
  for (let index = 0; index < list.length; index += 2) {
    const other = String(list[index]);
    if (other === name || (other.length === name.length && other.toLowerCase() === name.toLowerCase())) return index;
  }
  return -1;
}
