package org.heredity.attacks.inner;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.heredity.api.attack.AttackBatch;
import org.heredity.api.config.UsageException;
import org.heredity.api.method.TargetData;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Batch;
import org.heredity.data.Batches;
import org.heredity.data.ImageSource;
import org.heredity.data.Randomness;
import org.heredity.data.SubsetSource;
import org.heredity.engine.memory.Floats;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Images that are imitated, drawn once for a set: as many of each class as can be. */
final class Guides {
  private static final String IMAGES = "images";
  private static final String CLASSES = "classes";

  private Guides() {}

  /** Draws {@code count} training images, or all if there are fewer. */
  static StateDict drawn(TargetData target, int count, Randomness draw) {
    ImageSource train = target.train();
    int[] chosen = evenly(train, Math.min(count, train.size()), draw);
    try (Batches batches =
        Batches.test(new SubsetSource(train, chosen), target.preprocessing(), chosen.length)) {
      Batch batch = batches.next();
      float[] classes = new float[batch.labels().length];
      for (int n = 0; n < classes.length; n++) {
        classes[n] = batch.labels()[n];
      }
      Map<String, INDArray> tensors = new LinkedHashMap<>();
      tensors.put(IMAGES, batch.images());
      tensors.put(CLASSES, Floats.array(classes, classes.length));
      return StateDict.of(tensors);
    }
  }

  /** The first of each class in a random order, then the second of each, and so on. */
  private static int[] evenly(ImageSource images, int count, Randomness draw) {
    int[] order = draw.permutation(images.size());
    Map<Integer, Integer> seen = new LinkedHashMap<>();
    int[] rank =
        IntStream.of(order).map(i -> seen.merge(images.label(i), 1, Integer::sum)).toArray();
    return IntStream.range(0, order.length)
        .boxed()
        .sorted(Comparator.comparingInt(at -> rank[at]))
        .limit(count)
        .mapToInt(at -> order[at])
        .toArray();
  }

  /**
   * For each image of a batch the guide that its stream draws among those of other classes, {@code
   * [N, 3, side, side]}; the caller's.
   *
   * @throws UsageException if none were prepared, as in a white box
   */
  static INDArray of(AttackBatch batch) {
    StateDict prepared = batch.prepared();
    if (!prepared.contains(IMAGES)) {
      throw new UsageException(
          "the attack 'mimicry' is made of teacher and target, not of the student; leave it out of"
              + " the white box");
    }
    float[] classes = Floats.copy(prepared.get(CLASSES));
    List<Randomness> streams = batch.randomness();
    int[] rows = new int[streams.size()];
    for (int n = 0; n < rows.length; n++) {
      int label = batch.labels()[n];
      int[] others = IntStream.range(0, classes.length).filter(g -> classes[g] != label).toArray();
      rows[n] = others[(int) (streams.get(n).at("guide").uniformDouble(0) * others.length)];
    }
    INDArray images = prepared.get(IMAGES);
    float[] all = Floats.copy(images);
    int each = all.length / classes.length;
    float[] chosen = new float[rows.length * each];
    for (int n = 0; n < rows.length; n++) {
      System.arraycopy(all, rows[n] * each, chosen, n * each, each);
    }
    long[] shape = images.shape().clone();
    shape[0] = rows.length;
    return Floats.array(chosen, shape);
  }
}
