/** The signing server that `npm start` runs. */
export const SERVER_URL = "http://127.0.0.1:3000";
