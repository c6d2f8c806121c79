import { CosError } from "../errors.ts";
import { type CosRequest, firstValue } from "./cos-request.ts";

/** Largest page of every listing, and its default. */
const MAX_PAGE_SIZE = 1000;

/**
 * Reads the largest number of entries on a page of parts or uploads. More than 1000 counts as 1000.
 *
 * @throws {CosError} InvalidArgument unless it is a whole number from 1. A page of 0 entries would have no marker to go on from
 * @see List Parts (436/7747), max-parts; List Multipart Uploads (436/7736), max-uploads
 */
export function readPageSize({ query }: CosRequest, parameter: "max-parts" | "max-uploads"): number {
  const text = firstValue(query, parameter);
  if (text === undefined || text === "") return MAX_PAGE_SIZE;
  const size = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (size < 1)
    throw new CosError("InvalidArgument", `${parameter} must be a whole number from 1 to ${MAX_PAGE_SIZE}.`);
  return Math.min(size, MAX_PAGE_SIZE);
}
