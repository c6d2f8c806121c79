/** Creates the calls for Base64, and `nextTick`. */
export function createBinaryCalls() {
  return {
    arrayBufferToBase64: (buffer: ArrayBuffer) => btoa(Array.from(new Uint8Array(buffer), toCharacter).join("")),
    base64ToArrayBuffer: (text: string) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0)).buffer,
    nextTick: (callback: () => void) => queueMicrotask(callback),
  };
}

function toCharacter(byte: number): string {
  return String.fromCharCode(byte);
}
