/** Added to a variance or a mean square that is divided by. */
export const VARIANCE_EPSILON = 1e-5;

/** Added to a length or its square: at zero, quotients and slopes stay finite. */
export const NORM_EPSILON = 1e-12;
