package org.heredity.engine.onednn;

import java.nio.FloatBuffer;
import org.heredity.engine.memory.NonFiniteException;
import org.heredity.engine.plan.Node;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A batch norm's parameters and statistics, shared by the programs of all batch sizes. */
final class NormWeights {
  final Node.Norm norm;

  /** Scale then shift, {@code [2, channels]}. */
  final Tensor scaleShift;

  final Tensor gradient;

  /** Of the batch in train mode; the running ones in eval mode. */
  final Tensor mean;

  final Tensor variance;

  private final float[] runningMean;
  private final float[] runningVariance;

  NormWeights(
      Dnn dnn,
      Arena arena,
      Node.Norm norm,
      INDArray scale,
      INDArray shift,
      INDArray mean,
      INDArray variance) {
    this.norm = norm;
    int channels = norm.channels();
    scaleShift = tensor(dnn, arena, 2, channels);
    gradient = tensor(dnn, arena, 2, channels);
    this.mean = tensor(dnn, arena, channels);
    this.variance = tensor(dnn, arena, channels);
    runningMean = new float[channels];
    runningVariance = new float[channels];
    load(scale, shift, mean, variance);
  }

  private static Tensor tensor(Dnn dnn, Arena arena, long... shape) {
    return arena.tensor(dnn, Dnn.plain(shape));
  }

  void load(INDArray scale, INDArray shift, INDArray newMean, INDArray newVariance) {
    FloatBuffer both = scaleShift.floats();
    both.put(Plain.floats(scale));
    both.put(Plain.floats(shift));
    Plain.floats(newMean).get(runningMean);
    Plain.floats(newVariance).get(runningVariance);
    mean.floats().put(runningMean);
    variance.floats().put(runningVariance);
  }

  INDArray scale() {
    return part(scaleShift, 0);
  }

  INDArray shift() {
    return part(scaleShift, 1);
  }

  INDArray scaleGradient() {
    return part(gradient, 0);
  }

  INDArray shiftGradient() {
    return part(gradient, 1);
  }

  INDArray runningMean() {
    return Nd4j.createFromArray(runningMean.clone());
  }

  INDArray runningVariance() {
    return Nd4j.createFromArray(runningVariance.clone());
  }

  /**
   * Moves the running statistics towards the batch's, as PyTorch does: the unbiased variance.
   *
   * @param count values a channel in the batch
   * @throws NonFiniteException if they are no finite numbers any more: what came in was none, and
   *     the ReLU behind this would hide it
   */
  void track(double count) {
    FloatBuffer batchMean = mean.floats();
    FloatBuffer batchVariance = variance.floats();
    float keep = (float) norm.decay();
    float take = (float) (1 - norm.decay());
    float unbiased = (float) (count > 1 ? count / (count - 1) : 1);
    float zero = 0;
    for (int c = 0; c < runningMean.length; c++) {
      runningMean[c] = keep * runningMean[c] + take * batchMean.get(c);
      runningVariance[c] = keep * runningVariance[c] + take * unbiased * batchVariance.get(c);
      zero += runningMean[c] * 0f + runningVariance[c] * 0f;
    }
    if (zero != 0) {
      throw new NonFiniteException("no finite numbers at batch norm '" + norm.name() + "'");
    }
  }

  private INDArray part(Tensor tensor, int row) {
    float[] values = new float[norm.channels()];
    tensor.floats().position(row * values.length).get(values);
    return Nd4j.createFromArray(values);
  }
}
