import type { FormField, GeneratedForm } from "./generate-form.ts";
import { flipBit, shuffle } from "./mutate-request.ts";
import type { Random } from "./random.ts";

/** Changes a form. It may return the form itself if there is nothing to change. */
type Mutation = (form: GeneratedForm, random: Random) => GeneratedForm;

/** The kinds of changes, by name. */
export const FORM_MUTATIONS: Readonly<Record<string, Mutation>> = {
  "form: unchanged": (form) => form,
  // Whether a changed redirect is a URL is not a matter of signatures.
  "form: one bit of a field": (form, random) => {
    const changed = random.pick(form.fields.filter(([name]) => name !== "success_action_redirect"));
    return changeField(form, changed[0], (value) => flipBit(value, random));
  },
  "form: one bit of the policy": (form, random) => changeField(form, "policy", (value) => flipBit(value, random)),
  "form: one bit of the signature": (form, random) =>
    changeField(form, random.pick(["q-signature", "Signature"]), (value) => flipBit(value, random)),
  "form: a field removed": (form, random) => {
    const removed = random.pick(form.fields);
    return { ...form, fields: form.fields.filter((field) => field !== removed) };
  },
  "form: a field doubled": (form, random) => ({ ...form, fields: [...form.fields, random.pick(form.fields)] }),
  "form: fields reordered": (form, random) => ({ ...form, fields: shuffle(form.fields, random) }),
  "form: a field's name in capitals": (form, random) => {
    const [renamed] = random.pick(form.fields);
    return {
      ...form,
      fields: form.fields.map(([name, value]) => [name === renamed ? name.toUpperCase() : name, value]),
    };
  },
  "form: a field added": (form, random) => {
    const added = random.pick<FormField>([
      ["x-cos-meta-b", "c"],
      ["submit", "OK"],
      ["Expires", "0"],
      ["x-cos-storage-class", "STANDARD"],
      ["Signature", "q-sign-algorithm=sha1"],
      ["x-cos-security-token", "other"],
    ]);
    return { ...form, fields: [...form.fields, added] };
  },
  "form: a field after the file": (form, random) => ({ ...form, after: [random.pick(form.fields)] }),
  "form: a byte more": (form) => ({ ...form, file: `${form.file}x` }),
  "form: a byte less": (form) => ({ ...form, file: form.file.slice(1) }),
  "form: the policy without padding": (form) => changeField(form, "policy", (value) => value.replace(/=+$/, "")),
  "form: the policy in URL-safe Base64": (form) =>
    changeField(form, "policy", (value) => value.replaceAll("+", "-").replaceAll("/", "_")),
  "form: white space in the policy": (form) =>
    changeField(form, "policy", (value) => `${value.slice(0, 8)}\n${value.slice(8)}`),
  "form: the key of the bucket": (form, random) =>
    changeField(form, "key", (value) =>
      random.pick([`/${value}`, `\\${value}`, "a/..", "/", "", `${value}\u001a`, "k".repeat(851)]),
    ),
};

function changeField(form: GeneratedForm, name: string, change: (value: string) => string): GeneratedForm {
  return { ...form, fields: form.fields.map((field) => (field[0] === name ? [name, change(field[1])] : field)) };
}
