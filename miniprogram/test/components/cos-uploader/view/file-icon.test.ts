import { fileIcon } from "../../../../src/components/cos-uploader/view/file-icon";
import { FILE } from "../list/states";

test.each([
  ["report.pdf", "pdf", "PDF"],
  ["letter.DOCX", "document", "DOCX"],
  ["table.csv", "sheet", "CSV"],
  ["talk.pptx", "slides", "PPTX"],
  ["all.7z", "archive", "7Z"],
  ["song.m4a", "audio", "M4A"],
  ["notes.txt", "text", "TXT"],
  ["model.numbers", "sheet", ""],
  ["unknown.xyz", "other", "XYZ"],
  ["no extension", "other", ""],
])("%s has the icon %s with the label %j", (name, icon, label) => {
  expect(fileIcon({ ...FILE, type: "file", name, path: "wxfile://tmp/1" })).toEqual({ name: icon, label });
});

test("photos and videos have the icon of their type, whatever their name is", () => {
  expect(fileIcon({ ...FILE, type: "image", name: "scan.pdf" }).name).toBe("picture");
  expect(fileIcon({ ...FILE, type: "video", name: "", path: "https://e.com/1.mp4" })).toEqual({
    name: "video",
    label: "MP4",
  });
});
