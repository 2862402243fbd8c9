package org.heredity.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;

/** What is no number, and stays so in PyTorch; some of ND4J's operations make numbers of it. */
final class Undefined {
  private Undefined() {}

  /** Makes {@code to} NaN where {@code from}, of the same shape, is. */
  static void keep(INDArray from, INDArray to) {
    INDArray undefined = from.isNaN();
    if (undefined.any()) {
      mark(undefined.castTo(to.dataType()), to);
    }
  }

  /** Makes {@code to} NaN where {@code marks} are 1 and not 0. */
  static void mark(INDArray marks, INDArray to) {
    INDArray infinite = marks.div(marks.rsub(1));
    to.addi(infinite.sub(infinite));
  }
}
