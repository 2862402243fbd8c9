package org.heredity.api.attack;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Images under attack.
 *
 * @param clean {@code [N, 3, side, side]}, normalised; not to be written to
 * @param adversarial like {@code clean}; holds the start, then the result
 * @param labels {@code N} true classes
 */
public record AttackBatch(INDArray clean, INDArray adversarial, int[] labels) {}
