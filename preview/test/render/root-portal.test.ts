/** @jest-environment ./test/support/jsdom-environment.ts */

import { mount } from "../support/mount.ts";
import { copyProject } from "../support/project-copy.ts";

test("<root-portal> draws its content at the end of the page, handles its events, and removes it", async () => {
  const project = await copyProject();
  await project.write(
    "pages/second/second.wxml",
    `<view id="box"><root-portal wx:if="{{isOpen}}"><view id="sheet" bindtap="onTap">{{word}}</view></root-portal></view>
     <root-portal enable="{{false}}"><view id="kept">kept</view></root-portal>`,
  );
  await project.write("pages/second/second.js", "Page({ data: { isOpen: true, word: 'one' } });\n");
  const mounted = mount({ projectDirectory: project.directory });
  const { instance, html } = mounted.pages.open("/pages/second/second");
  const sheet = () => html.querySelector("#sheet");
  expect(html.querySelector("#box")?.textContent).toBe("");
  expect(html.lastElementChild?.contains(sheet())).toBe(true);
  expect(html.lastElementChild?.contains(html.querySelector("#kept"))).toBe(false);
  Object(instance).setData({ word: "two" });
  expect(sheet()?.textContent).toBe("two");
  Object(instance).setData({ isOpen: false });
  expect([sheet(), html.querySelectorAll(".wx-root-portal").length]).toEqual([null, 1]);
  expect(mounted.reports).toEqual([]);
  await project.close();
});
