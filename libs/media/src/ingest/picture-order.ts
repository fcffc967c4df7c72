/**
 * Follows the picture order counts of pictures in decoding order and tells those that are shown before one that
 * came earlier (ITU-T H.265 8.3.1). Lower bits only: they are unwrapped to be near to the picture before.
 */
export class PictureOrder {
  #last = 0;
  #highest = Number.NEGATIVE_INFINITY;

  /**
   * Whether the picture is shown before one noted earlier.
   *
   * @param lsb slice_pic_order_cnt_lsb; `undefined` for an IDR picture, with which counting begins anew
   * @param bits of `lsb`, 4..16
   */
  note(lsb: number | undefined, bits: number): boolean {
    if (lsb === undefined) {
      this.#last = 0;
      this.#highest = 0;
      return false;
    }
    const circle = 2 ** bits;
    const ahead = (((lsb - this.#last) % circle) + circle) % circle;
    const count = this.#last + (ahead < circle / 2 ? ahead : ahead - circle);
    this.#last = count;
    if (count < this.#highest) {
      return true;
    }
    this.#highest = count;
    return false;
  }

  /** What comes next is not the successor of what was noted last. */
  restart(): void {
    this.#highest = Number.NEGATIVE_INFINITY;
  }
}
