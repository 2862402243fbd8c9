package org.heredity.engine.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import onnx.Onnx;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Plan;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.protobuf.ByteString;

/** A graph in the making: nodes and tensors, by name. Not thread-safe. */
final class OnnxGraph {
  private static final String IMAGES = "images";
  private static final String LOGITS = "logits";

  private final Onnx.GraphProto.Builder content = Onnx.GraphProto.newBuilder().setName("network");
  private final Map<String, int[]> shapes;
  private final StateDict weights;
  private final Set<String> tensors = new HashSet<>();

  /**
   * An empty graph.
   *
   * @param shapes channels, height and width of every result
   * @param weights by PyTorch's name
   */
  OnnxGraph(Map<String, int[]> shapes, StateDict weights) {
    this.shapes = shapes;
    this.weights = weights;
  }

  /** Channels, height and width of a result. */
  int[] shape(String result) {
    return shapes.get(result);
  }

  /** What a result is called; apart from what goes in and out, and from tensors. */
  static String name(String result) {
    return result.equals(Plan.INPUT) ? IMAGES : "/" + result;
  }

  /** The names of a node's inputs. */
  static List<String> inputs(Node node) {
    return node.inputs().stream().map(OnnxGraph::name).toList();
  }

  /** Adds an operation of one output; what is returned takes attributes. */
  Onnx.NodeProto.Builder node(String kind, String output, List<String> inputs) {
    return content
        .addNodeBuilder()
        .setOpType(kind)
        .setName(output)
        .addAllInput(inputs)
        .addOutput(output);
  }

  /** Adds an operation that gives a node's result, of its inputs. */
  Onnx.NodeProto.Builder node(String kind, Node node) {
    return node(kind, name(node.name()), inputs(node));
  }

  static void integer(Onnx.NodeProto.Builder node, String name, long value) {
    node.addAttributeBuilder()
        .setName(name)
        .setType(Onnx.AttributeProto.AttributeType.INT)
        .setI(value);
  }

  static void number(Onnx.NodeProto.Builder node, String name, double value) {
    node.addAttributeBuilder()
        .setName(name)
        .setType(Onnx.AttributeProto.AttributeType.FLOAT)
        .setF((float) value);
  }

  static void integers(Onnx.NodeProto.Builder node, String name, long... values) {
    node.addAttributeBuilder()
        .setName(name)
        .setType(Onnx.AttributeProto.AttributeType.INTS)
        .addAllInts(LongStream.of(values).boxed().toList());
  }

  /** Adds one of the weights under its own name, by another shape if one is given. */
  String weight(String name, long... shape) {
    INDArray tensor = weights.get(name);
    return constant(name, Floats.copy(tensor), shape.length == 0 ? tensor.shape() : shape);
  }

  /** Adds numbers; once under a name. */
  String constant(String name, float[] values, long... shape) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return constant(name, Onnx.TensorProto.DataType.FLOAT, bytes, shape);
  }

  /** Adds whole numbers, a vector. */
  String constant(String name, long... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return constant(name, Onnx.TensorProto.DataType.INT64, bytes, values.length);
  }

  private String constant(
      String name, Onnx.TensorProto.DataType type, ByteBuffer bytes, long... shape) {
    if (tensors.add(name)) {
      Onnx.TensorProto.Builder tensor =
          content
              .addInitializerBuilder()
              .setName(name)
              .setDataType(type.getNumber())
              .setRawData(ByteString.copyFrom(bytes));
      LongStream.of(shape).forEach(tensor::addDims);
    }
    return name;
  }

  /** The features as rows, and the head's linear layer. */
  void head(Plan plan) {
    String rows = "/features";
    integer(node("Flatten", rows, List.of(name(plan.features()))), "axis", 1);
    List<String> inputs =
        List.of(rows, weight(plan.head() + ".weight"), weight(plan.head() + ".bias"));
    integer(node("Gemm", LOGITS, inputs), "transB", 1);
  }

  Onnx.GraphProto content(int imageSize, int classes) {
    content.addInput(value(IMAGES, 3, imageSize, imageSize));
    content.addOutput(value(LOGITS, classes));
    return content.build();
  }

  /** What goes in or out, of any number of images. */
  private static Onnx.ValueInfoProto value(String name, long... sizes) {
    Onnx.TensorShapeProto.Builder shape = Onnx.TensorShapeProto.newBuilder();
    shape.addDimBuilder().setDimParam("N");
    LongStream.of(sizes).forEach(size -> shape.addDimBuilder().setDimValue(size));
    return Onnx.ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            Onnx.TypeProto.newBuilder()
                .setTensorType(
                    Onnx.TypeProto.Tensor.newBuilder()
                        .setElemType(Onnx.TensorProto.DataType.FLOAT.getNumber())
                        .setShape(shape)))
        .build();
  }
}
