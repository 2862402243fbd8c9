package org.heredity.compact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompactNetworkTest {
  /** Absolute; the logits are of size 1. */
  private static final double TOLERANCE = 2e-5;

  private static final List<Kernel> KERNELS = List.of(new VectorKernel(), new PlainKernel());

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.2, 1})
  void bothKernelsComputeByDefinition(double density) {
    for (int batch : new int[] {1, 3, 16, 19}) {
      assertByDefinition(Networks.plain(density), batch);
      assertByDefinition(Networks.residual(21, density), batch);
    }
  }

  private static void assertByDefinition(CompactGraph graph, int batch) {
    float[] images = Networks.images(graph, batch);
    int classes = graph.classes();
    for (Kernel kernel : KERNELS) {
      CompactNetwork network = CompactNetwork.of(graph, kernel);
      float[] logits = network.logits(images);
      assertEquals(batch * classes, logits.length);
      for (int n = 0; n < batch; n++) {
        double[] expected = Networks.logits(graph, images, n);
        for (int c = 0; c < classes; c++) {
          assertEquals(expected[c], logits[n * classes + c], TOLERANCE, n + " of " + batch);
        }
      }
      assertEquals(Arrays.toString(logits), Arrays.toString(network.logits(images)), "once more");
    }
  }

  @Test
  void theFasterKernelIsTaken() {
    assertTrue(CompactNetwork.vectors(), "started with --add-modules jdk.incubator.vector");
    assertInstanceOf(VectorKernel.class, Kernels.best());
  }

  @Test
  void whatIsNoNumberStaysSoWhereItIsRead() {
    CompactGraph graph = Networks.residual(21, 0.5);
    float[] images = Networks.images(graph, 3);
    int each = images.length / 3;
    Arrays.fill(images, each, 2 * each, Float.NaN);
    for (Kernel kernel : KERNELS) {
      float[] logits = CompactNetwork.of(graph, kernel).logits(images);
      for (int i = 0; i < logits.length; i++) {
        assertEquals(i / graph.classes() == 1, Float.isNaN(logits[i]), "logit " + i);
      }
    }
  }

  @Test
  void partsOfImagesAreRefused() {
    CompactNetwork network = CompactNetwork.of(Networks.plain(1));
    assertEquals(
        "expected whole images of 3 x 8 x 8 values, got 100 values",
        assertThrows(IllegalArgumentException.class, () -> network.logits(new float[100]))
            .getMessage());
  }

  @Test
  void whatDoesNotFitIsNamed() {
    List<Operation> operations = new ArrayList<>();
    operations.add(new Operation.Relu("a", "b"));
    assertEquals("'a' comes before its input 'b'", refusal(operations, "a"));
    operations.set(0, new Operation.Relu("a", CompactGraph.INPUT));
    assertEquals("'a' gives no logits", refusal(operations, "a"));
    operations.add(new Operation.Relu("a", "a"));
    assertEquals("there are two operations 'a'", refusal(operations, "a"));
    operations.set(1, new Operation.MaxPool("p", "a", 9, 1, 0));
    assertEquals("'p' has a window that cannot be", refusal(operations, "p"));
    operations.set(1, new Operation.Offset("o", "a", new float[5]));
    assertEquals("o.map should have 192 values and has 5", refusal(operations, "o"));
    operations.set(
        1, new Operation.Convolution("c", "a", 4, 1, 1, 1, 0, new float[4], new float[1]));
    assertEquals("'c' reads 4 channels of 3", refusal(operations, "c"));
    operations.set(
        1, new Operation.Convolution("c", "a", 3, 1, 1, 1, 0, new float[4], new float[1]));
    assertEquals("c.weight should have 3 values and has 4", refusal(operations, "c"));
    operations.set(1, new Operation.GlobalAverage("g", "a"));
    operations.add(new Operation.Add("s", "g", "a"));
    assertEquals("'s' adds what differs in size", refusal(operations, "s"));
  }

  private static String refusal(List<Operation> operations, String logits) {
    return assertThrows(
            IllegalArgumentException.class, () -> new CompactGraph(8, operations, logits))
        .getMessage();
  }
}
