package org.heredity.attacks.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.heredity.data.Randomness;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.Objective;
import org.heredity.engine.memory.NativeMemory;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The attack on the engine's networks. */
@Tag("slow")
class TransferNetworkTest {
  private static final int SIDE = 32;
  private static final NetworkSpec SPEC =
      new NetworkSpec(Architectures.resnet18(), 8, Case.CLASSES, SIDE);

  private static FrozenNetwork network() {
    try (Network network = Network.create(SPEC, Randomness.of(1))) {
      return FrozenNetwork.of(SPEC, network.stateDict());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mi, penultimate",
    "si-ni-ti-di, cross-entropy",
    "vmi, cross-entropy",
    "pgn, penultimate",
    "sia, penultimate",
    "bsr, cross-entropy"
  })
  void batchesDoNotMatterAndTheObjectiveRises(String preset, String objective) {
    Case attack = Case.of(preset, Map.of("objective", objective, "steps", 4)).at(SIDE);
    try (FrozenNetwork network = network()) {
      float[][] together = attack.run(List.of(network), 0, 1, 2);
      float[][] alone = attack.run(List.of(network), 2);
      assertArrayEquals(together[2], alone[0]);
      Objective ascended =
          new Transfer().objective(new int[] {Case.label(2)}, attack.settings()).orElseThrow();
      double clean = value(network, ascended, ImageArrays.read(attack.clean(2)));
      assertTrue(value(network, ascended, alone) > clean);
    }
  }

  /** A copy has 12,288 bytes; single values are what ND4J caches. */
  @ParameterizedTest
  @CsvSource({"mi", "si-ni-ti-di", "vmi", "pgn", "sia"})
  void leavesNothingInNativeMemory(String preset) {
    Case attack = Case.of(preset, Map.of("steps", 2, "restarts", 2)).at(SIDE);
    try (FrozenNetwork network = network()) {
      attack.run(List.of(network), 0, 1);
      long before = NativeMemory.arrays();
      attack.run(List.of(network), 0, 1);
      long left = NativeMemory.arrays() - before;
      assertTrue(left < 4096, left + " bytes are left");
    }
  }

  private static double value(FrozenNetwork network, Objective objective, float[][] image) {
    INDArray array = ImageArrays.create(1, SIDE);
    ImageArrays.write(image, array);
    INDArray outputs =
        objective.output().equals(Objective.Output.FEATURES)
            ? network.features(array)
            : network.logits(array);
    return objective.evaluate(outputs, outputs.ulike());
  }
}
