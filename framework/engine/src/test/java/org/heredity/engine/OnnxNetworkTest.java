package org.heredity.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.naming.FileNetwork;
import org.heredity.engine.onnx.OnnxExport;
import org.heredity.engine.onnx.OnnxNetwork;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What was written as ONNX, read again. */
class OnnxNetworkTest {
  @TempDir Path folder;

  static Stream<NetworkSpec> families() {
    return OnnxExportTest.families();
  }

  private FileNetwork again(NetworkSpec spec, StateDict weights) throws IOException {
    Path file = folder.resolve("model.onnx");
    try (OutputStream out = Files.newOutputStream(file)) {
      OnnxExport.write(out, spec.plan(), weights, spec.imageSize(), Map.of("key", "value"));
    }
    return OnnxNetwork.read(file, spec.imageSize());
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("families")
  void everyFamilyComesBack(NetworkSpec spec) throws IOException {
    StateDict weights = Formula.weights(spec, 2);
    FileNetwork read = again(spec, weights);
    INDArray images = Formula.images(2, spec.imageSize(), 1);
    try (FrozenNetwork before = FrozenNetwork.of(spec, weights);
        FrozenNetwork after = FrozenNetwork.of(read.spec(), read.weights())) {
      OnnxOracle.compare(spec.toString(), before.logits(images), after.logits(images));
    }
    assertEquals(spec.plan().headIn(), read.spec().plan().headIn());
  }

  /** Names and numbers are the network's own, so that masks and students are, too. */
  @Test
  void tensorsKeepTheirNames() throws IOException {
    NetworkSpec spec = new NetworkSpec(Architectures.resnet18(), 8, 5, 32);
    StateDict weights = Formula.weights(spec, 2);
    FileNetwork read = again(spec, weights);
    assertEquals(weights.digest(), read.weights().digest());
    assertEquals(Map.of("key", "value"), read.metadata());
    assertEquals("fc", read.spec().architecture().head());
    assertEquals(5, read.spec().classes());
    assertEquals(8, read.spec().width());
  }

  @Test
  void aFamilyOfOursIsThatAgainAndOthersAreTheirOwn() throws IOException {
    NetworkSpec spec = new NetworkSpec(Architectures.resnet18(), 8, 5, 32);
    FileNetwork read = again(spec, Formula.weights(spec, 2));
    assertEquals(spec.toString(), read.among(Architectures.all()).spec().toString());
    assertEquals(spec.toString(), read.among(List.of(Architectures.resnet18())).spec().toString());
    List<Architecture> other = List.of(Architectures.resnet34());
    assertThrows(CheckpointException.class, () -> read.among(other));
    List<Architecture> none = List.of(Architectures.resnet34(), Architectures.resnet50());
    assertEquals(read.spec(), read.among(none).spec());
  }
}
