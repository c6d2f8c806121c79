/**
 * The WXML template of each of WeChat's built-in elements that the preview supports. `html-x` is the browser's own element x.
 * The behaviour of the elements is in host/elements/.
 * https://developers.weixin.qq.com/miniprogram/dev/component/
 */
export const ELEMENT_TEMPLATES = {
  view: "<slot />",
  text: "<slot />",
  label: "<slot />",
  form: "<slot />",
  navigator: "<slot />",
  picker: "<slot />",
  "swiper-item": "<slot />",
  swiper:
    '<html-div class="wx-swiper-track" style="{{trackStyle}}"><slot /></html-div><html-div class="wx-swiper-dots" />',
  "root-portal": '<html-div class="wx-root-portal"><slot /></html-div>',
  button: "<slot />",
  "scroll-view": "<slot />",
  "radio-group": "<slot />",
  "checkbox-group": "<slot />",
  image: '<html-img src="{{address}}" alt="{{ariaLabel || \'\'}}" bind:load="onLoad" bind:error="onError" />',
  video:
    '<html-video src="{{address}}" poster="{{posterAddress}}" controls="{{controls ? \'\' : undefined}}" playsinline="" preload="metadata" bind:play="onPlay" bind:pause="onPause" bind:ended="onEnded" bind:error="onError" bind:waiting="onWaiting" bind:timeupdate="onTimeUpdate" bind:loadedmetadata="onLoadedMetadata" /><slot />',
  progress:
    '<html-div class="wx-progress-track" style="height: {{strokeWidth}}px; border-radius: {{borderRadius}}px; background-color: {{backgroundColor}}"><html-div class="wx-progress-bar" style="width: {{shownPercent}}%; background-color: {{activeColor || color}}" /></html-div><html-div wx:if="{{showInfo}}" class="wx-progress-info" style="font-size: {{fontSize}}px">{{shownPercent}}%</html-div>',
  icon: '<html-span class="wx-icon-mark" style="width: {{size}}px; height: {{size}}px; background-color: {{shownColor}}" />',
  switch: "<html-span class=\"wx-switch-track {{isOn ? 'wx-on' : ''}}\" style=\"{{trackStyle}}\" />",
  radio:
    "<html-span class=\"wx-radio-dot {{isOn ? 'wx-on' : ''}}\" style=\"{{color ? '--wx-color: ' + color : ''}}\" /><slot />",
  checkbox:
    "<html-span class=\"wx-checkbox-box {{isOn ? 'wx-on' : ''}}\" style=\"{{color ? '--wx-color: ' + color : ''}}\" /><slot />",
  input:
    '<html-input class="wx-field" aria-label="{{ariaLabel || placeholder}}" bind:input="onInput" bind:focus="onFocus" bind:blur="onBlur" bind:keydown="onKeydown" />',
  textarea:
    '<html-textarea class="wx-field" aria-label="{{ariaLabel || placeholder}}" bind:input="onInput" bind:focus="onFocus" bind:blur="onBlur" />',
} as const;

/** Names of all built-in elements. */
export const ELEMENT_NAMES: readonly string[] = Object.keys(ELEMENT_TEMPLATES);

/** Tag names that are part of WXML's syntax, not elements. */
export const SYNTAX_NAMES: readonly string[] = ["block", "slot", "template", "import", "include", "wxs"];
