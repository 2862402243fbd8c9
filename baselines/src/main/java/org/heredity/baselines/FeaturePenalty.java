package org.heredity.baselines;

import java.util.HashMap;
import java.util.Map;
import org.heredity.api.method.Teacher;
import org.heredity.api.train.StageRegulariser;
import org.heredity.data.Batch;
import org.heredity.engine.FrozenNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DELTA's term (Li et al., ICLR 2019): {@code lambda} times the sum over the stages of the mean
 * squared difference between the student's stage output and the teacher's, the teacher in eval
 * mode. The student's outputs are those that its training step computes anyway. Must come before
 * dropout: the published code takes the difference of the stage's own output. Not thread-safe.
 */
final class FeaturePenalty implements StageRegulariser {
  /** What {@code lambda} means, for settings. */
  static final String LAMBDA = "weight of the difference from the teacher's stage outputs";

  private final double lambda;
  private final FrozenNetwork teacher;
  private final Map<Integer, INDArray> gradients = new HashMap<>();
  private INDArray[] expected = {};
  private double sum;

  /**
   * The term for one student.
   *
   * @param lambda weight of the term
   * @param teacher whose stage outputs are the reference; closed with this
   */
  FeaturePenalty(double lambda, FrozenNetwork teacher) {
    this.lambda = lambda;
    this.teacher = teacher;
  }

  static FeaturePenalty towards(Teacher teacher, double lambda) {
    return new FeaturePenalty(lambda, FrozenNetwork.of(teacher.spec(), teacher.weights()));
  }

  @Override
  public void begin(int step, Batch batch) {
    release();
    sum = 0;
    expected = teacher.stages(batch.images());
  }

  @Override
  public void forward(int stage, INDArray output) {
    INDArray difference = output.sub(expected[stage]);
    sum += value(difference, lambda);
    gradients.put(stage, difference.muli(2 * lambda / difference.length()));
  }

  @Override
  public void backward(int stage, INDArray output, INDArray gradient) {
    gradient.addi(gradients.get(stage));
  }

  /** The term's value on the batch whose forward pass is over. */
  double value() {
    return sum;
  }

  private static double value(INDArray difference, double lambda) {
    double norm = difference.norm2Number().doubleValue();
    return lambda * norm * norm / difference.length();
  }

  private void release() {
    gradients.values().forEach(INDArray::close);
    gradients.clear();
    for (INDArray output : expected) {
      output.close();
    }
    expected = new INDArray[0];
  }

  @Override
  public void close() {
    release();
    teacher.close();
  }
}
