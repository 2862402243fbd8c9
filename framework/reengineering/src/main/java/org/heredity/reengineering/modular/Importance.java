package org.heredity.reengineering.modular;

import java.nio.FloatBuffer;
import java.util.List;
import org.heredity.api.method.Teacher;
import org.heredity.data.Batch;
import org.heredity.data.Batches;
import org.heredity.data.ImageSource;
import org.heredity.engine.HookedNetwork;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.plan.StageHook;
import org.heredity.reengineering.Conditions;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How important kernels are for a class, as CNNSplitter says it: the sum of a kernel's rectified
 * values, mean over images of the class. Not thread-safe.
 */
final class Importance implements StageHook {
  private final List<Place> places;
  private final double[][] sums;

  private Importance(List<Place> places) {
    this.places = places;
    this.sums = places.stream().map(place -> new double[place.channels()]).toArray(double[][]::new);
  }

  /** By place and channel, over some images of a source. */
  static double[][] of(
      Conditions conditions, List<Place> places, ImageSource source, int[] indices) {
    Importance importance = new Importance(places);
    Teacher teacher = conditions.teacher();
    try (HookedNetwork network =
            HookedNetwork.of(teacher.spec(), teacher.weights(), Place.names(places), importance);
        Batches batches = ConfidentImages.batches(conditions, source, indices)) {
      while (batches.hasNext()) {
        Batch batch = batches.next();
        try (INDArray images = batch.images()) {
          network.logits(images).close();
        }
      }
    }
    for (double[] place : importance.sums) {
      for (int c = 0; c < place.length; c++) {
        place[c] /= indices.length;
      }
    }
    return importance.sums;
  }

  @Override
  public void forward(int stage, INDArray output) {
    Place place = places.get(stage);
    float[] row = new float[place.neurons()];
    FloatBuffer values = Floats.read(output);
    for (int at = 0; at < values.limit(); at += row.length) {
      values.get(at, row);
      for (int i = 0; i < row.length; i++) {
        sums[stage][place.channel(i)] += row[i];
      }
    }
  }

  @Override
  public void backward(int stage, INDArray output, INDArray gradient) {
    throw new UnsupportedOperationException("importance needs no gradients");
  }
}
