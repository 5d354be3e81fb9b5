// A door of its own: the tables of character widths cost a start-up that most runs do not need them in.
export { cut, displayWidth, pad } from './display-width.js'
