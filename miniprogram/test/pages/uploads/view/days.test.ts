import { toStoredFile } from "../../../../src/pages/uploads/state/stored-file";
import { daysOf, timeOf } from "../../../../src/pages/uploads/view/days";
import { en } from "../../../../src/texts/uploads/en";
import { zh } from "../../../../src/texts/uploads/zh";
import { upload } from "../files";

/** Half past midnight on the first of January 2027: a Friday. */
const NOW_MS = new Date(2027, 0, 1, 0, 30).getTime();
const at = (...parts: [number, number, number, number, number]) => new Date(...parts).getTime();
const filesAt = (...times: readonly number[]) => times.map((ms, index) => toStoredFile(upload(`${index}.jpg`, ms), 0));

test.each([
  [at(2027, 0, 1, 0, 0), "Today", "今天"],
  [at(2026, 11, 31, 23, 59), "Yesterday", "昨天"],
  [at(2026, 11, 30, 23, 59), "Dec 30, 2026", "2026年12月30日"],
  [at(2027, 0, 3, 8, 0), "Sun, Jan 3", "1月3日 周日"],
])("a day is named by the phone's own calendar: %i → %s, %s", (ms, english, chinese) => {
  expect(daysOf(filesAt(ms), en, NOW_MS)[0]?.title).toBe(english);
  expect(daysOf(filesAt(ms), zh, NOW_MS)[0]?.title).toBe(chinese);
});

test("yesterday is the day before today, also where the clock is set forward or back in between", () => {
  for (let day = 1; day <= 365; day += 1) {
    const noon = new Date(2027, 0, day, 0, 5);
    const before = new Date(2027, 0, day - 1, 23, 55);
    expect(daysOf(filesAt(before.getTime()), en, noon.getTime())[0]?.title).toBe("Yesterday");
  }
});

test("files of one day stand together, in their order", () => {
  const files = filesAt(at(2026, 10, 30, 23, 0), at(2026, 10, 30, 1, 0), at(2026, 10, 29, 23, 59));
  const days = daysOf(files, en, NOW_MS).map((day) => [day.key, day.files.map(({ key }) => key)]);
  expect(days).toEqual([
    ["2026-11-30", ["0.jpg", "1.jpg"]],
    ["2026-11-29", ["2.jpg"]],
  ]);
});

test("the time of day has two digits each", () => {
  expect(timeOf(at(2026, 10, 30, 9, 5))).toBe("09:05");
});
