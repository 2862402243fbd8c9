package org.heredity.pipeline.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.heredity.api.Protocol;
import org.heredity.api.method.Teacher;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Dataset;
import org.heredity.data.ImageSource;
import org.heredity.data.MemorySource;
import org.heredity.data.Randomness;
import org.heredity.data.RgbImage;
import org.heredity.engine.Architecture;
import org.heredity.engine.NetworkSpec;
import org.heredity.pipeline.input.TargetWork;
import org.nd4j.linalg.factory.Nd4j;

/** Small pictures and a teacher that is only a name, for tests of the pipeline. */
public final class Fixtures {
  static final int SIDE = 8;

  private Fixtures() {}

  /** An architecture that nothing can be built of. */
  static final class Nominal implements Architecture {
    @Override
    public String name() {
      return "nominal";
    }

    @Override
    public String description() {
      return "a name";
    }

    @Override
    public int publishedWidth() {
      return 1;
    }

    @Override
    public int smallestImage() {
      return 1;
    }

    @Override
    public String head() {
      return "fc";
    }

    @Override
    public List<String> stages() {
      return List.of();
    }

    @Override
    public ComputationGraphConfiguration configuration(NetworkSpec spec) {
      throw new AssertionError("nothing is computed with this network");
    }

    @Override
    public Optional<NetworkSpec> recognise(StateDict tensors, int imageSize) {
      return Optional.of(new NetworkSpec(this, 1, 2, imageSize));
    }
  }

  public static Teacher teacher() {
    StateDict weights = StateDict.of(Map.of("w", Nd4j.createFromArray(new float[] {1, 2})));
    NetworkSpec spec = new NetworkSpec(new Nominal(), 1, 2, SIDE);
    return new Teacher(spec, weights, weights.digest(), "made up");
  }

  /** Images of which class 0 is mostly dark and class 1 mostly bright. */
  static ImageSource pictures(String prefix, int count, int classes) {
    List<MemorySource.Item> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(picture(prefix + "/" + i + ".png", i % classes, classes));
    }
    return new MemorySource(items);
  }

  static MemorySource.Item picture(String id, int label, int classes) {
    byte[] rgb = new byte[SIDE * SIDE * 3];
    Randomness randomness = Randomness.of(1).at(id);
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (int) ((label + randomness.uniform(i)) * 255 / classes);
    }
    return new MemorySource.Item(id, label, new RgbImage(SIDE, SIDE, rgb));
  }

  static Dataset dataset(int train, int test) {
    return new Dataset(
        "pictures",
        List.of("dark", "bright"),
        pictures("train", train, 2),
        pictures("test", test, 2),
        "digest-" + train + "-" + test,
        List.of());
  }

  public static TargetWork target(int train, int test) {
    return TargetWork.of("pictures", dataset(train, test), Protocol.STRICT, teacher(), 0);
  }
}
