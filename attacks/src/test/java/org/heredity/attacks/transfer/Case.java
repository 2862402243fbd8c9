package org.heredity.attacks.transfer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.heredity.api.Protocol;
import org.heredity.api.attack.AttackBatch;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.config.Settings;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.AttackedNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A run of the attack on random images, for tests.
 *
 * @param side of the images
 */
record Case(Transfer.Settings settings, ThreatModel threat, int side) {
  static final int SIDE = 16;
  static final int CLASSES = 4;

  /** With a preset's settings and others; strict. */
  static Case of(String preset, Map<String, ?> over) {
    Map<String, Object> values = new LinkedHashMap<>(Published.presets().get(preset));
    values.putAll(over);
    Transfer.Settings settings = Settings.bind(Transfer.Settings.class, values, "transfer");
    return new Case(settings, new Transfer().threatModel(settings, Protocol.STRICT), SIDE);
  }

  /** The same on images of another size. */
  Case at(int other) {
    return new Case(settings, threat, other);
  }

  /** Values of [0,1], normalised. */
  INDArray clean(int... images) {
    int each = Frame.CHANNELS * side * side;
    float[][] values = new float[images.length][each];
    for (int n = 0; n < images.length; n++) {
      for (int i = 0; i < each; i++) {
        int c = i / (side * side);
        double pixel = Randomness.of(14).uniform((long) images[n] * each + i);
        values[n][i] =
            (float)
                ((pixel - threat.normalisation().mean(c)) / threat.normalisation().deviation(c));
      }
    }
    INDArray array = ImageArrays.create(images.length, side);
    ImageArrays.write(values, array);
    return array;
  }

  static int label(int image) {
    return image % 2 == 0 ? 1 : 3;
  }

  /** Where images end; each has a stream of (5, image). */
  float[][] run(List<? extends AttackedNetwork> models, int... images) {
    List<Randomness> streams =
        IntStream.of(images).mapToObj(image -> Randomness.of(5).at(image)).toList();
    try (INDArray clean = clean(images);
        INDArray adversarial = clean.dup('c')) {
      new Transfer()
          .perturb(
              models,
              threat,
              new AttackBatch(
                  clean,
                  adversarial,
                  IntStream.of(images).map(Case::label).toArray(),
                  streams,
                  StateDict.of(Map.of())),
              settings);
      return ImageArrays.read(adversarial);
    }
  }
}
