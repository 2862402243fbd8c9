package org.heredity.pipeline.attack;

import java.util.BitSet;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.heredity.api.attack.ThreatModel;
import org.heredity.data.Batch;
import org.heredity.engine.memory.Floats;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What is measured of a set while it is made, summed batch by batch. Saved and restored it resumes
 * as if it had never stopped, to the last bit. Not thread-safe.
 */
final class MeasureSums {
  private int images;
  private final BitSet fooled = new BitSet();
  private int byNoise;
  private double clean;
  private double adversarial;
  private BudgetCheck.Verdict verdict = BudgetCheck.Verdict.NONE;
  private double lengths;
  private double longest;
  private double largest;

  /** Images that were added. */
  int images() {
    return images;
  }

  /**
   * Measures a batch.
   *
   * @param changed its adversarial images as they are stored, {@code [N, 3, side, side]}
   * @param noisy its images with noise of the same epsilon
   */
  void add(ThreatModel threat, Surrogate surrogate, Batch batch, INDArray changed, INDArray noisy) {
    verdict = verdict.and(BudgetCheck.of(threat, batch.images(), changed));
    int[] before = surrogate.classes(batch.images());
    differing(before, surrogate.classes(changed)).forEach(n -> fooled.set(images + n));
    byNoise += (int) differing(before, surrogate.classes(noisy)).count();
    clean += surrogate.objective(batch.images(), batch.labels()) * batch.size();
    adversarial += surrogate.objective(changed, batch.labels()) * batch.size();
    images += batch.size();
    measure(threat, Floats.copy(batch.images()), Floats.copy(changed), batch.size());
  }

  /** Lengths of the changes in values of [0,1], whatever the threat model's norm and unit. */
  private void measure(ThreatModel threat, float[] from, float[] to, int count) {
    int plane = from.length / count / 3;
    for (int n = 0; n < count; n++) {
      double squares = 0;
      for (int i = n * 3 * plane; i < (n + 1) * 3 * plane; i++) {
        double change =
            ((double) to[i] - from[i]) * threat.normalisation().deviation(i / plane % 3);
        squares += change * change;
        largest = Math.max(largest, Math.abs(change));
      }
      double length = Math.sqrt(squares);
      lengths += length;
      longest = Math.max(longest, length);
    }
  }

  private static IntStream differing(int[] one, int[] other) {
    return IntStream.range(0, one.length).filter(i -> one[i] != other[i]);
  }

  SetMaker.Measures measures() {
    double n = images;
    return new SetMaker.Measures(
        fooled.stream().boxed().toList(),
        byNoise / n,
        clean / n,
        adversarial / n,
        verdict.largest(),
        verdict.beyond(),
        verdict.outOfRange(),
        lengths / n,
        longest,
        largest);
  }

  /** The sums so far, and the fooled images: float64, which holds counts up to 2^53 exactly. */
  INDArray save() {
    double[] sums = {
      images,
      byNoise,
      clean,
      adversarial,
      verdict.largest(),
      verdict.beyond(),
      verdict.outOfRange(),
      lengths,
      longest,
      largest
    };
    return Nd4j.createFromArray(
        DoubleStream.concat(DoubleStream.of(sums), fooled.stream().asDoubleStream()).toArray());
  }

  /** The sums that were saved. */
  static MeasureSums restored(INDArray saved) {
    double[] values = saved.toDoubleVector();
    MeasureSums sums = new MeasureSums();
    sums.images = (int) values[0];
    sums.byNoise = (int) values[1];
    sums.clean = values[2];
    sums.adversarial = values[3];
    sums.verdict = new BudgetCheck.Verdict(values[4], (long) values[5], (long) values[6]);
    sums.lengths = values[7];
    sums.longest = values[8];
    sums.largest = values[9];
    for (int i = 10; i < values.length; i++) {
      sums.fooled.set((int) values[i]);
    }
    return sums;
  }
}
