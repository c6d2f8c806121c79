import { fieldsOf } from "../../../uploader/platform-values";
import { type PropertyValues, RULES } from "./properties";
import { readProperty } from "./rules";

type Name = keyof PropertyValues;

/**
 * Creates a reader that turns what the page set into values that the component can rely on. `undefined` and `null` mean the default,
 * however the page's framework delivers them. Each given value is read, and warned about, once.
 *
 * @param warn called with a message for developers about a value of the wrong type
 */
export function createPropertyReader(warn: (message: string) => void): (given: object) => PropertyValues {
  const earlier = new Map<Name, unknown>();
  let values: Partial<PropertyValues> = {};

  function read<Key extends Name>(name: Key, given: unknown): PropertyValues[Key] {
    const { value, warning } = readProperty(name, RULES[name], given);
    if (warning !== undefined) warn(warning);
    return value;
  }

  return (given) => {
    const fields = fieldsOf(given);
    for (const name of NAMES) {
      if (earlier.has(name) && earlier.get(name) === fields[name]) continue;
      earlier.set(name, fields[name]);
      values = { ...values, [name]: read(name, fields[name]) };
    }
    if (!isComplete(values)) throw new TypeError("a property has no rule");
    return values;
  };
}

const isName = (name: string): name is Name => name in RULES;
const NAMES: readonly Name[] = Object.keys(RULES).filter(isName);

function isComplete(values: Partial<PropertyValues>): values is PropertyValues {
  return NAMES.every((name) => name in values);
}
