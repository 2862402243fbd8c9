package org.heredity.engine.onnx;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.TreeMap;
import onnx.Onnx;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.plan.Plan;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network as ONNX, opset 17: input {@code images}, {@code [N, 3, side, side]}, normalised as the
 * network wants them, output {@code logits}, {@code [N, classes]}. Tensors have PyTorch's names and
 * batch norm is a node of its own, so that whoever reads the file can go on training; runtimes fold
 * it themselves. Linear layers before the head are convolutions of 1 x 1. The network is one in
 * eval mode: without dropout.
 */
public final class OnnxExport {
  /** Of ONNX 1.12; opset 17 is the first with layer norm. */
  private static final int IR_VERSION = 8;

  private static final int OPSET = 17;

  /** What Protocol Buffers allow a message to have, less some for names. */
  private static final long MOST_BYTES = Integer.MAX_VALUE - (1L << 20);

  private OnnxExport() {}

  /**
   * Writes a network.
   *
   * @param out where to; not closed
   * @param weights all tensors of the plan, with the head
   * @param imageSize side of the images, in pixels
   * @param metadata properties of the model, such as its preprocessing
   * @throws IllegalArgumentException if the weights do not fit into one file of 2 GB
   */
  public static void write(
      OutputStream out, Plan plan, StateDict weights, int imageSize, Map<String, String> metadata)
      throws IOException {
    long bytes = weights.asMap().values().stream().mapToLong(INDArray::length).sum() * Float.BYTES;
    if (bytes > MOST_BYTES) {
      throw new IllegalArgumentException(
          "an ONNX file holds at most 2 GB, the weights are " + bytes + " bytes");
    }
    OnnxGraph graph = new OnnxGraph(plan.shapes(imageSize), weights);
    NodeWriter writer = new NodeWriter(graph);
    plan.nodes().forEach(node -> node.accept(writer));
    graph.head(plan);
    Onnx.ModelProto.Builder model =
        Onnx.ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("heredity")
            .setGraph(graph.content(imageSize, plan.headOut()))
            .addOpsetImport(Onnx.OperatorSetIdProto.newBuilder().setVersion(OPSET));
    new TreeMap<>(metadata)
        .forEach(
            (key, value) ->
                model.addMetadataProps(
                    Onnx.StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    model.build().writeTo(out);
  }
}
