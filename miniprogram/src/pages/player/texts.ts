/** All texts of the player's page in one language. */
export interface PlayerTexts {
  readonly title: string;
  readonly video: string;
  readonly loading: string;
  readonly gone: string;
  readonly failed: string;
  readonly retry: string;
}
