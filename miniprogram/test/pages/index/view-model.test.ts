import { INITIAL_SETTINGS } from "../../../src/pages/index/settings";
import { viewOf } from "../../../src/pages/index/view-model";
import { en } from "../../../src/texts/en";

test("shows the empty page", () => {
  expect(viewOf(INITIAL_SETTINGS, [], en)).toMatchObject({
    isUploading: false,
    results: [],
    hasManyResults: false,
    methodHint: en.methods.auto.hint,
    methods: [{ isChosen: true }, { isChosen: false }, { isChosen: false }],
    switches: [{ isOn: false }, { isOn: false }],
  });
});

test("can cancel while a file is under way", () => {
  expect(viewOf(INITIAL_SETTINGS, [{ url: "", status: "loading" }], en).isUploading).toBe(true);
});
