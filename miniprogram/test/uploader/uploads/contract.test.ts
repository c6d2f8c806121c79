import type { ConfirmedUploadFields } from "../../../src/uploader/confirm-uploads";
import type { ConfirmedUpload, StoredUpload, UploadsClient } from "../../../src/uploader/uploads/index";
import type {
  DownloadFields,
  FailedDeletionFields,
  ListedUploadFields,
} from "../../../src/uploader/uploads/read-uploads";
import type * as contract from "../contract-types";
import { DELETION, DOWNLOADS, json, KEY, PAGE, STORED, uploadsFixture } from "./uploads-fixture";

/*
 * The library does not import the contract, because people copy its folder. These types tie the two together: if a field of the
 * contract is renamed, `npx tsc --build` fails here.
 */
type Entry<List extends readonly unknown[]> = List[number];
type ReadOfStored = Pick<contract.StoredUpload, keyof ConfirmedUploadFields>;
type ReadOfDownload = Pick<Entry<contract.DownloadsResponse["downloads"]>, keyof DownloadFields>;
type ReadOfListed = Pick<Entry<contract.UploadsResponse["uploads"]>, keyof ListedUploadFields>;
type ReadOfFailed = Pick<Entry<contract.DeleteResponse["failed"]>, keyof FailedDeletionFields>;

/** A status or a field that the contract gets has to be read. */
type Statuses = contract.ConfirmedUpload["status"] extends ConfirmedUpload["status"] ? "all" : never;
type Fields = keyof contract.StoredUpload extends keyof StoredUpload ? "all" : never;

describe("the contract's responses have every field that the client reads", () => {
  test("confirm", async () => {
    const read: ReadOfStored = STORED;
    const all: readonly [Statuses, Fields] = ["all", "all"];
    const { client } = uploadsFixture([json({ uploads: [read] })]);
    expect([await client.confirm([KEY]), all]).toEqual([[STORED], ["all", "all"]]);
  });

  test("list", async () => {
    const uploads: readonly ReadOfListed[] = PAGE.uploads;
    const { client } = uploadsFixture([json({ ...PAGE, uploads })]);
    expect(await client.list()).toEqual(PAGE);
  });

  test("downloads", async () => {
    const downloads: readonly ReadOfDownload[] = DOWNLOADS.downloads;
    const { client } = uploadsFixture([json({ ...DOWNLOADS, downloads })]);
    expect(await client.downloads([KEY])).toEqual(DOWNLOADS);
  });

  test("delete", async () => {
    const failed: readonly ReadOfFailed[] = [{ cosKey: KEY, code: "cos_unavailable" }];
    const { client } = uploadsFixture([json({ deleted: [], failed }), json(DELETION)]);
    const results: Awaited<ReturnType<UploadsClient["delete"]>>[] = [
      await client.delete([KEY]),
      await client.delete([KEY]),
    ];
    expect(results).toEqual([{ deleted: [], failed }, DELETION]);
  });
});
