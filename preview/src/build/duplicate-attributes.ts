const OPENING_TAG = /<[A-Za-z][\w-]*(?:\s+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+))?)+\s*\/?>/g;

const ATTRIBUTE = /\s([^\s"'<>/=]+)(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+))?/g;

/**
 * Replaces each attribute that appears again in the same tag with spaces, so that only the last one remains. WeChat's compiler keeps the
 * last one too: Taro's templates set `id` twice. Lines and columns of the rest stay the same.
 */
export function keepLastAttributes(wxml: string): string {
  return wxml.replace(OPENING_TAG, (tag) => {
    const names = [...tag.matchAll(ATTRIBUTE)].map(([, name]) => name);
    let index = -1;
    return tag.replace(ATTRIBUTE, (attribute, name) => {
      index += 1;
      return names.lastIndexOf(name) === index ? attribute : attribute.replace(/[^\n]/g, " ");
    });
  });
}
