package org.heredity.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import onnx.Onnx;
import org.nd4j.shade.protobuf.ByteString;

/** A small ONNX file in the making, operator by operator; everything in a row. Not thread-safe. */
final class OnnxSketch {
  static final int SIDE = 8;

  private final Onnx.GraphProto.Builder graph = Onnx.GraphProto.newBuilder().setName("sketch");
  private final long opset;
  private String last = "images";
  private int count;

  OnnxSketch(long opset, long... images) {
    this.opset = opset;
    graph.addInput(value("images", images));
    graph.addOutput(value("logits"));
  }

  /** Of images of 8 pixels. */
  static OnnxSketch begun() {
    return new OnnxSketch(17, 0, 3, SIDE, SIDE).conv(4);
  }

  private static Onnx.ValueInfoProto value(String name, long... sizes) {
    Onnx.TensorShapeProto.Builder shape = Onnx.TensorShapeProto.newBuilder();
    for (long size : sizes) {
      Onnx.TensorShapeProto.Dimension.Builder dim = shape.addDimBuilder();
      if (size > 0) {
        dim.setDimValue(size);
      } else {
        dim.setDimParam("any");
      }
    }
    Onnx.TypeProto.Tensor.Builder tensor = Onnx.TypeProto.Tensor.newBuilder().setElemType(1);
    if (sizes.length > 0) {
      tensor.setShape(shape);
    }
    return Onnx.ValueInfoProto.newBuilder()
        .setName(name)
        .setType(Onnx.TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  /** What was made last. */
  String last() {
    return last;
  }

  /** The next operator takes something else. */
  OnnxSketch from(String value) {
    last = value;
    return this;
  }

  /** An operator on what was made last and on others. */
  OnnxSketch then(String operator, String... others) {
    return with(node -> {}, operator, others);
  }

  /** What sets attributes. */
  interface Attributes {
    void set(Onnx.NodeProto.Builder node);
  }

  OnnxSketch with(Attributes attributes, String operator, String... others) {
    Onnx.NodeProto.Builder node =
        graph.addNodeBuilder().setOpType(operator).setName("/" + operator + "_" + count);
    if (!last.isEmpty()) {
      node.addInput(last);
    }
    node.addAllInput(List.of(others));
    attributes.set(node);
    last = "v" + count++;
    node.addOutput(last);
    return this;
  }

  static void ints(Onnx.NodeProto.Builder node, String name, long... values) {
    node.addAttributeBuilder()
        .setName(name)
        .setType(Onnx.AttributeProto.AttributeType.INTS)
        .addAllInts(LongStream.of(values).boxed().toList());
  }

  static void whole(Onnx.NodeProto.Builder node, String name, long value) {
    node.addAttributeBuilder()
        .setName(name)
        .setType(Onnx.AttributeProto.AttributeType.INT)
        .setI(value);
  }

  static void text(Onnx.NodeProto.Builder node, String name, String value) {
    node.addAttributeBuilder()
        .setName(name)
        .setType(Onnx.AttributeProto.AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value));
  }

  /** Numbers of that shape, its name. */
  String numbers(float[] values, long... shape) {
    String name = "w" + count++;
    Onnx.TensorProto.Builder tensor = graph.addInitializerBuilder().setName(name).setDataType(1);
    LongStream.of(shape).forEach(tensor::addDims);
    for (float value : values) {
      tensor.addFloatData(value);
    }
    return name;
  }

  /** A single number, its name. */
  String number(double value) {
    return numbers(new float[] {(float) value});
  }

  /** Whole numbers, their name. */
  String wholes(long... values) {
    String name = "w" + count++;
    Onnx.TensorProto.Builder tensor =
        graph.addInitializerBuilder().setName(name).setDataType(7).addDims(values.length);
    LongStream.of(values).forEach(tensor::addInt64Data);
    return name;
  }

  /** Random numbers of that shape, their name. */
  String random(long... shape) {
    int length = (int) LongStream.of(shape).reduce(1, (a, b) -> a * b);
    float[] values = Formula.uniform("w" + count, length, 1);
    for (int i = 0; i < length; i++) {
      values[i] -= 0.5f;
    }
    return numbers(values, shape);
  }

  /** A convolution of 3 x 3 that keeps the size; the one before had 3 or 4 channels. */
  OnnxSketch conv(int in, int out) {
    return with(node -> ints(node, "pads", 1, 1, 1, 1), "Conv", random(out, in, 3, 3), random(out));
  }

  OnnxSketch conv(int out) {
    return conv(3, out);
  }

  /** A head of three classes on as many channels. */
  OnnxSketch head(int channels) {
    return then("GlobalAveragePool")
        .then("Flatten")
        .with(node -> whole(node, "transB", 1), "Gemm", random(3, channels), random(3));
  }

  /** Writes it; what was made last is what it gives. */
  Path write(Path folder) throws IOException {
    Onnx.GraphProto.Builder whole = graph.clone();
    whole.addNodeBuilder().setOpType("Identity").addInput(last).addOutput("logits");
    Onnx.ModelProto model =
        Onnx.ModelProto.newBuilder()
            .setIrVersion(8)
            .setProducerName("sketcher")
            .setGraph(whole)
            .addOpsetImport(Onnx.OperatorSetIdProto.newBuilder().setVersion(opset))
            .build();
    return Files.write(folder.resolve("model.onnx"), model.toByteArray());
  }
}
