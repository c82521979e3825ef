import { AwsError } from '../errors';
import { isElement, malformed, repetitions, type XmlElement } from './xml';

/** Refuses, anywhere below the element, a list whose `Quantity` is not the number of its `Items`. */
export function checkQuantities(element: XmlElement, path: string): void {
  for (const [name, value] of Object.entries(element)) {
    for (const each of repetitions(value)) {
      if (isElement(each)) checkQuantities(each, `${path}.${name}`);
    }
  }
  const quantity = element.Quantity;
  if (quantity === undefined) return;
  if (typeof quantity !== 'string' || !/^\d+$/.test(quantity)) {
    throw malformed(`The Quantity of ${path} must be a whole number.`);
  }
  const counted = isElement(element.Items)
    ? Object.values(element.Items).flatMap(repetitions).length
    : 0;
  if (Number(quantity) !== counted) {
    throw new AwsError(
      'InconsistentQuantities',
      400,
      `The value of Quantity and the number of items of ${path} do not match: ${quantity} and ${counted}.`,
    );
  }
}
