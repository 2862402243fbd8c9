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

/** Counts on how many images each neuron is over 0. Not thread-safe. */
final class ActiveNeurons implements StageHook {
  /** By place, an image's values in a row. */
  private final int[][] counts;

  private ActiveNeurons(List<Place> places) {
    counts = places.stream().map(place -> new int[place.neurons()]).toArray(int[][]::new);
  }

  /** By place and neuron, the number of images that it is active on. */
  static int[][] count(
      Conditions conditions, List<Place> places, ImageSource source, int[] indices) {
    ActiveNeurons active = new ActiveNeurons(places);
    Teacher teacher = conditions.teacher();
    try (HookedNetwork network =
            HookedNetwork.of(teacher.spec(), teacher.weights(), Place.names(places), active);
        Batches batches = ConfidentImages.batches(conditions, source, indices)) {
      while (batches.hasNext()) {
        Batch batch = batches.next();
        try (INDArray images = batch.images()) {
          network.logits(images).close();
        }
      }
    }
    return active.counts;
  }

  @Override
  public void forward(int stage, INDArray output) {
    int[] own = counts[stage];
    float[] row = new float[own.length];
    FloatBuffer values = Floats.read(output);
    for (int at = 0; at < values.limit(); at += row.length) {
      values.get(at, row);
      for (int i = 0; i < row.length; i++) {
        own[i] += row[i] > 0 ? 1 : 0;
      }
    }
  }

  @Override
  public void backward(int stage, INDArray output, INDArray gradient) {
    throw new UnsupportedOperationException("counting needs no gradients");
  }
}
