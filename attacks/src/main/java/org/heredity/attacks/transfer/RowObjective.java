package org.heredity.attacks.transfer;

import org.heredity.engine.Objective;
import org.heredity.engine.memory.Floats;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What is ascended, of one image by itself. Thread-safe. */
interface RowObjective {
  /** Which of the network's outputs it looks at. */
  Objective.Output output();

  /**
   * Value and gradient.
   *
   * @param outputs of the network for the image; overwritten with the gradient of the value
   * @param image number of the image in its batch
   * @return the value
   */
  double differentiate(float[] outputs, int image);

  /**
   * The sum over a batch of points, rather than a mean: then the gradient at a point does not
   * depend on how many there are, down to the last bit. Row {@code r} is of image {@code r mod
   * images}.
   *
   * @param images of the batch
   */
  default Objective sum(int images) {
    return new Objective() {
      @Override
      public Output output() {
        return RowObjective.this.output();
      }

      @Override
      public double evaluate(INDArray outputs, INDArray gradient) {
        float[][] rows = Floats.rows(outputs);
        double sum = 0;
        for (int r = 0; r < rows.length; r++) {
          sum += differentiate(rows[r], r % images);
        }
        Floats.write(rows, gradient);
        return sum;
      }
    };
  }

  /** The mean over a batch, one row an image. */
  default Objective mean() {
    return new Objective() {
      @Override
      public Output output() {
        return RowObjective.this.output();
      }

      @Override
      public double evaluate(INDArray outputs, INDArray gradient) {
        int rows = (int) outputs.size(0);
        double sum = sum(rows).evaluate(outputs, gradient);
        gradient.divi(rows);
        return sum / rows;
      }
    };
  }
}
