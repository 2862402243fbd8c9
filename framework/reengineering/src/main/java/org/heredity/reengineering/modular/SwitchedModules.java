package org.heredity.reengineering.modular;

import java.util.ArrayList;
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
 * Runs one module after the other on the same images, which stay in memory: the network is compiled
 * once. Not thread-safe; holds native memory until closed.
 */
final class SwitchedModules implements StageHook, AutoCloseable {
  private final HookedNetwork network;
  private final List<Batch> batches = new ArrayList<>();
  private final int images;
  private NeuronMaps maps;

  /**
   * Decodes the images.
   *
   * @param indices into {@code source}
   */
  SwitchedModules(Conditions conditions, List<Place> places, ImageSource source, int[] indices) {
    Teacher teacher = conditions.teacher();
    images = indices.length;
    network = HookedNetwork.of(teacher.spec(), teacher.weights(), Place.names(places), this);
    try (Batches all = ConfidentImages.batches(conditions, source, indices)) {
      while (all.hasNext()) {
        batches.add(all.next());
      }
    }
  }

  /** A module's logit of one class for every image. */
  float[] logits(NeuronMaps module, int target) {
    maps = module;
    float[] scores = new float[images];
    int at = 0;
    for (Batch batch : batches) {
      try (INDArray logits = network.logits(batch.images())) {
        for (float[] row : Floats.rows(logits)) {
          scores[at++] = row[target];
        }
      }
    }
    return scores;
  }

  @Override
  public void forward(int stage, INDArray output) {
    maps.forward(stage, output);
  }

  @Override
  public void backward(int stage, INDArray output, INDArray gradient) {
    maps.backward(stage, output, gradient);
  }

  @Override
  public void close() {
    network.close();
    batches.forEach(batch -> batch.images().close());
  }
}
