package org.heredity.baselines;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.heredity.api.config.Settings;
import org.heredity.api.method.ReuseMethod;
import org.heredity.api.method.Teacher;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.memory.NativeMemory;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the process holds from evaluation to evaluation. Arrays that are dropped without being
 * closed wait for the collector, which sees only the heap, where they are small: a copy of the
 * weights each time would fill the machine in a long run.
 */
@Tag("slow")
class LevelMemoryTest {
  private static final int EPOCHS = 54;

  static List<ReuseMethod<?>> methods() {
    return List.of(new FineTune(), new Seam());
  }

  private static Teacher teacher() {
    NetworkSpec spec = SmallWorld.spec(Architectures.resnet18(), 32, 5, SmallWorld.SIDE);
    try (Network network = Network.create(spec, Randomness.of(1))) {
      StateDict weights = network.stateDict();
      return new Teacher(spec, weights, weights.digest(), "drawn");
    }
  }

  private static <S extends Record> void make(ReuseMethod<S> method, MemoryReuse reuse) {
    Map<String, Object> settings = new HashMap<>(Map.of("epochs", EPOCHS));
    if (method.name().equals("seam")) {
      settings.putAll(Map.of("search-epochs", EPOCHS, "search-patience", 0, "prune-threshold", 1));
    }
    method.make(reuse, Settings.bind(method.settings(), settings, method.name()));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void anEvaluationLeavesNoWeightsBehind(ReuseMethod<?> method) {
    Teacher teacher = teacher();
    long weights = 0;
    for (var tensor : teacher.weights().asMap().values()) {
      weights += tensor.length() * Float.BYTES;
    }
    MemoryReuse reuse = new MemoryReuse(teacher, SmallWorld.target(), 1, 1, 8);
    String stage = method.name().equals("seam") ? "search" : "tune";
    List<Long> held = new ArrayList<>();
    reuse.evaluated =
        () -> {
          if (reuse.points.get(reuse.points.size() - 1).stage().equals(stage)) {
            held.add(NativeMemory.held());
          }
        };
    make(method, reuse);
    assertTrue(held.size() >= 16, held.size() + " evaluations");
    List<Long> grown = new ArrayList<>();
    for (int i = 1; i < held.size(); i++) {
      grown.add(held.get(i) - held.get(i - 1));
    }
    // The usual growth: pools grow and shrink now and then.
    grown.sort(null);
    long median = grown.get(grown.size() / 2);
    assertTrue(median < weights / 2, grown + " bytes more each, the weights have " + weights);
  }
}
