package org.heredity.attacks.transfer;

import java.util.List;
import java.util.stream.IntStream;
import org.heredity.data.Randomness;
import org.heredity.engine.AttackedNetwork;
import org.heredity.engine.Objective;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The objective's gradient at images, mean over the changed copies that the networks are shown of
 * each, and over the networks. As many copies go through a network at a time as it takes. Not
 * thread-safe.
 *
 * @param models what is attacked; each sees every copy
 * @param objective by row of a network's outputs
 * @param images of the batch: points are of image 0, 1, ... and over again
 * @param frame size and units
 * @param transformations of a copy, in order; if none, networks see the points as they are
 * @param copies of an image, at least 1
 */
record MeanGradient(
    List<? extends AttackedNetwork> models,
    RowObjective objective,
    int images,
    Frame frame,
    List<? extends InputTransformation> transformations,
    int copies)
    implements GradientRule {
  /**
   * The gradients at some points.
   *
   * @param points a multiple of the batch's images
   * @param streams one a point
   */
  @Override
  public float[][] at(float[][] points, List<Randomness> streams) {
    // A sum for each network, so that how many copies fit does not change the order of additions.
    float[][][] sums = new float[models.size()][points.length][points[0].length];
    int together = together(copies, points.length);
    for (int from = 0; from < copies; from += together) {
      int count = Math.min(together, copies - from);
      Change[] changes = new Change[count * points.length];
      int first = from;
      parallel(
          changes.length,
          row ->
              changes[row] = draw(streams.get(row % points.length), first + row / points.length));
      addTo(sums, points, changes);
    }
    parallel(points.length, n -> mean(sums, n));
    return sums[0];
  }

  /** How many of {@code wanted} times {@code each} images to compute at once; at least 1. */
  int together(int wanted, int each) {
    int fitting = Math.max(1, models.get(0).gradientBatch(wanted * each) / each);
    int passes = (wanted + fitting - 1) / fitting;
    return (wanted + passes - 1) / passes;
  }

  private Change draw(Randomness image, int copy) {
    return Change.inOrder(
        transformations.stream().map(one -> one.draw(image, copy, frame)).toList());
  }

  private void addTo(float[][][] sums, float[][] points, Change[] changes) {
    Objective summed = objective.sum(images);
    float[][] copied = new float[changes.length][];
    parallel(copied.length, row -> copied[row] = shown(points[row % points.length], changes[row]));
    try (INDArray shown = ImageArrays.create(copied.length, frame.side());
        INDArray gradient = shown.ulike()) {
      ImageArrays.write(copied, shown);
      for (int m = 0; m < sums.length; m++) {
        models.get(m).inputGradient(shown, summed, gradient);
        float[][] slopes = ImageArrays.read(gradient);
        float[][] sum = sums[m];
        parallel(
            points.length,
            n -> {
              for (int row = n; row < slopes.length; row += points.length) {
                changes[row].transpose(slopes[row]);
                add(sum[n], slopes[row]);
              }
            });
      }
    }
  }

  private float[] shown(float[] point, Change change) {
    if (transformations.isEmpty()) {
      return point;
    }
    float[] image = point.clone();
    frame.enter(image);
    change.apply(image);
    frame.leave(image);
    return image;
  }

  private static void add(float[] sum, float[] values) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += values[i];
    }
  }

  /** Leaves the mean of point {@code n} in the first network's sums. */
  private void mean(float[][][] sums, int n) {
    for (int m = 1; m < sums.length; m++) {
      add(sums[0][n], sums[m][n]);
    }
    int count = copies * sums.length;
    for (int i = 0; i < sums[0][n].length; i++) {
      sums[0][n][i] /= count;
    }
  }

  private interface Work {
    void on(int n);
  }

  private static void parallel(int count, Work work) {
    IntStream.range(0, count).parallel().forEach(work::on);
  }
}
