import { INITIAL_SETTINGS } from "../../../src/pages/index/settings";
import { viewOf } from "../../../src/pages/index/view-model";
import { en } from "../../../src/texts/en";

test("the empty page", () => {
  expect(viewOf(INITIAL_SETTINGS, [], en)).toMatchObject({
    isUploading: false,
    results: [],
    hasManyResults: false,
    methodHint: en.methods.auto.hint,
    methods: [{ isChosen: true }, { isChosen: false }, { isChosen: false }],
    switches: [{ isOn: false }, { isOn: false }],
  });
});

test("what is under way can be cancelled", () => {
  expect(viewOf(INITIAL_SETTINGS, [{ url: "", status: "loading" }], en).isUploading).toBe(true);
});
