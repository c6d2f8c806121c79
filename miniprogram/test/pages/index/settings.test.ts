import { INITIAL_SETTINGS, METHODS, withMethod, withSwitch } from "../../../src/pages/index/settings";

test.each(METHODS)("can choose %s", (method) => {
  expect(withMethod(INITIAL_SETTINGS, method).method).toBe(method);
});

test("turns a switch on and off", () => {
  const on = withSwitch(INITIAL_SETTINGS, "compress");
  expect(on.compress).toBe(true);
  expect(withSwitch(on, "compress")).toEqual(INITIAL_SETTINGS);
});

test("turns the check off for forms and chooses another method for the check, because COS cannot check forms", () => {
  const checked = withSwitch(INITIAL_SETTINGS, "checkIntegrity");
  expect(withMethod(checked, "post")).toMatchObject({ method: "post", checkIntegrity: false });
  expect(withMethod(checked, "put").checkIntegrity).toBe(true);
  expect(withSwitch(withMethod(INITIAL_SETTINGS, "post"), "checkIntegrity")).toMatchObject({
    method: "auto",
    checkIntegrity: true,
  });
});
