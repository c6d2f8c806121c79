import { fillIn } from "../../../components/cos-uploader/texts/format";
import type { StoredFile } from "../state/state";
import type { UploadsTexts } from "../texts";

/** The files of one day, by the phone's own time zone. */
export interface Day {
  /** `2026-11-30` */
  readonly key: string;
  /** `Today`, `Mon, Nov 23` */
  readonly title: string;
  readonly files: readonly StoredFile[];
}

/** Groups files that are sorted by time, so a day's files stand together. */
export function daysOf(files: readonly StoredFile[], texts: UploadsTexts, nowMs: number): readonly Day[] {
  const days: { key: string; title: string; files: StoredFile[] }[] = [];
  for (const file of files) {
    const key = dayKey(new Date(file.storedAtMs));
    const last = days[days.length - 1];
    if (last?.key === key) last.files.push(file);
    else days.push({ key, title: dayTitle(file.storedAtMs, texts, nowMs), files: [file] });
  }
  return days;
}

/** The time of day, by the phone's own time zone: `09:05`. */
export function timeOf(ms: number): string {
  const date = new Date(ms);
  return `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;
}

/** WeChat's JavaScript engines do not all have `Intl`, so the texts have the names of months and days. */
function dayTitle(ms: number, texts: UploadsTexts, nowMs: number): string {
  const date = new Date(ms);
  const now = new Date(nowMs);
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (dayKey(date) === dayKey(now)) return texts.today;
  if (dayKey(date) === dayKey(yesterday)) return texts.yesterday;
  const isThisYear = date.getFullYear() === now.getFullYear();
  return fillIn(isThisYear ? texts.dayThisYear : texts.dayOfYear, {
    year: date.getFullYear(),
    month: texts.months[date.getMonth()] ?? "",
    day: date.getDate(),
    weekday: texts.weekdays[date.getDay()] ?? "",
  });
}

function dayKey(date: Date): string {
  return `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`;
}

function twoDigits(part: number): string {
  return String(part).padStart(2, "0");
}
