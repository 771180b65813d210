/** An object without one of its fields. */
export function without<T extends object, K extends string>(object: T, field: K): Omit<T, K> {
  const rest = Object.entries(object).filter(([name]) => name !== field);
  return Object.fromEntries(rest) as Omit<T, K>;
}
