package org.heredity.attacks.transfer;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.heredity.api.attack.AttackBatch;
import org.heredity.api.attack.ThreatModel;
import org.heredity.data.Randomness;
import org.heredity.engine.AttackedNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The steps from one start, of one batch. In each: the look-ahead, the gradient there, its
 * smoothing, the momentum, and a step of steepest ascent along it. Not thread-safe.
 */
final class Climb {
  private final ThreatModel threat;
  private final AttackBatch batch;
  private final Transfer.Settings settings;
  private final double stepSize;
  private final MeanGradient mean;
  private final Optional<Smoothing> smoothing;

  Climb(
      List<? extends AttackedNetwork> models,
      ThreatModel threat,
      AttackBatch batch,
      Transfer.Settings settings) {
    this.threat = threat;
    this.batch = batch;
    this.settings = settings;
    this.stepSize = settings.climb().stepSize(threat);
    Frame frame = new Frame((int) batch.clean().size(2), threat.normalisation());
    CopySettings copies = settings.copies();
    this.mean =
        new MeanGradient(
            models,
            settings.aim().of(batch.labels(), batch.randomness()),
            batch.labels().length,
            frame,
            copies.transformations(),
            copies.count());
    int kernel = settings.climb().translate();
    this.smoothing = kernel == 0 ? Optional.empty() : Optional.of(new Smoothing(kernel, frame));
  }

  /**
   * Moves {@code batch.adversarial()} from where it is.
   *
   * @param streams by image, of this climb
   */
  void run(List<Randomness> streams) {
    int images = batch.labels().length;
    int values = (int) (batch.clean().length() / images);
    GradientRule rule = settings.gradients().of(mean, threat, stepSize);
    Momentum momentum =
        new Momentum(new Geometry(threat), settings.climb().momentum(), images, values);
    float[] step = threat.scaled(stepSize);
    try (INDArray direction = batch.adversarial().ulike()) {
      for (int i = 0; i < settings.climb().steps(); i++) {
        int iteration = i;
        float[][] points = ImageArrays.read(batch.adversarial());
        if (settings.climb().nesterov()) {
          momentum.lookAhead(points, stepSize);
        }
        float[][] gradients =
            rule.at(points, streams.stream().map(s -> s.at("step").at(iteration)).toList());
        smoothing.ifPresent(
            kernel ->
                IntStream.range(0, images).parallel().forEach(n -> kernel.smooth(gradients[n])));
        ImageArrays.write(momentum.add(gradients), direction);
        threat.ball().ascend(batch.clean(), batch.adversarial(), direction, step);
      }
    }
  }
}
