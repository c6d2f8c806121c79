import type { Page } from "playwright-core";
import type { ChosenFile } from "./preview-page.ts";

/** Draws a JPEG like a camera's on a blank page: hills under a sky, different for every seed. */
export async function drawPhoto(page: Page, seed: number, width = 1200): Promise<ChosenFile> {
  const base64 = await page.evaluate(draw, { seed, width });
  return { name: `photo-${seed}.jpg`, mimeType: "image/jpeg", buffer: Buffer.from(base64, "base64") };
}

/** Runs in the browser. */
function draw({ seed, width }: { seed: number; width: number }): string {
  const height = Math.round(width * 0.75);
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const brush = canvas.getContext("2d");
  if (brush === null) throw new Error("This browser has no canvas");
  const hue = (seed * 67) % 360;
  const sky = brush.createLinearGradient(0, 0, 0, height);
  sky.addColorStop(0, `hsl(${hue}, 62%, 56%)`);
  sky.addColorStop(0.6, `hsl(${hue + 40}, 76%, 80%)`);
  brush.fillStyle = sky;
  brush.fillRect(0, 0, width, height);
  brush.fillStyle = "rgba(255, 248, 225, 0.95)";
  brush.beginPath();
  brush.arc(width * (0.25 + 0.12 * (seed % 5)), height * 0.3, width * 0.06, 0, 7);
  brush.fill();
  for (let row = 0; row < 4; row += 1) {
    brush.fillStyle = `hsl(${hue + 110 + row * 9}, ${34 - row * 3}%, ${46 - row * 9}%)`;
    brush.beginPath();
    brush.moveTo(0, height);
    for (let x = 0; x <= width; x += 8) {
      const wave = Math.sin(x / (150 - row * 18) + seed * 3 + row * 2) + 0.5 * Math.sin(x / 61 + seed + row);
      brush.lineTo(x, height * (0.5 + 0.12 * row) + wave * height * 0.045);
    }
    brush.lineTo(width, height);
    brush.fill();
  }
  // Add grain, so that the file is as large as a photo's.
  const pixels = brush.getImageData(0, 0, width, height);
  let noise = seed;
  for (let index = 0; index < pixels.data.length; index += 1) {
    noise = (Math.imul(noise, 1_664_525) + 1_013_904_223) >>> 0;
    if (index % 4 !== 3) pixels.data[index] = (pixels.data[index] ?? 0) + (noise >>> 24) / 18 - 7;
  }
  brush.putImageData(pixels, 0, 0);
  return canvas.toDataURL("image/jpeg", 0.9).split(",")[1] ?? "";
}
