/** A tick on a rounded square, 32 by 32, readable on light and dark bars. */
export const icon =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAYAAABzenr0AAAAiElEQVR42u2XQQ7AIAgE/VGf2O/0l+21aTRdFlZJZBOvzBxQsLUKmOO8bstZAg2TiQJTIio4LLFUQA3/ldhbIBryDiShgk8X6GWaAAqXCFjgJgGkoBVOC/QKjyIT+BZn4OYeGEFYONWESFyvIdvpDNx1DSPg7nkggdc4rp0wzVqe4mOS5mu2RR7uZdjrNi5uLQAAAABJRU5ErkJggg==';
