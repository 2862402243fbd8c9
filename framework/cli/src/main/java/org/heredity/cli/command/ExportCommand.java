package org.heredity.cli.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.heredity.api.config.Names;
import org.heredity.api.config.UsageException;
import org.heredity.api.method.PreprocessingSettings;
import org.heredity.api.method.Teacher;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.checkpoint.SafetensorsWriter;
import org.heredity.checkpoint.StateDict;
import org.heredity.cli.console.Command;
import org.heredity.cli.console.Manual;
import org.heredity.cli.console.Outcome;
import org.heredity.cli.console.Terminal;
import org.heredity.engine.Architecture;
import org.heredity.engine.GraphArchitecture;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.memory.Scope;
import org.heredity.engine.onnx.OnnxExport;
import org.heredity.files.AtomicFile;
import org.heredity.files.Sha256;
import org.heredity.pipeline.input.Teachers;

/** Writes a model as other programs read it. */
public final class ExportCommand implements Command {
  /** By format, what its files' names end in. */
  private static final Map<String, String> SUFFIXES =
      new TreeMap<>(Map.of("dl4j", ".zip", "onnx", ".onnx", "safetensors", ".safetensors"));

  @Parameter(
      description =
          "STUDENT: a .safetensors, .pth, .onnx or Deeplearning4j .zip file; width and classes are"
              + " inferred from it")
  private String model;

  @ParametersDelegate private final OpeningOptions opening = new OpeningOptions();

  @Parameter(
      names = "--to",
      required = true,
      description =
          "dl4j, for Deeplearning4j's ModelSerializer, onnx, or safetensors, with torchvision's"
              + " names")
  private String format;

  @Parameter(
      names = "--out",
      required = true,
      description = "The file to write; ends in .zip, .onnx or .safetensors")
  private Path out;

  private final Set<Architecture> architectures;

  @Inject
  ExportCommand(Set<Architecture> architectures) {
    this.architectures = architectures;
  }

  @Override
  public Manual manual() {
    return new Manual(
        "export",
        "STUDENT --to dl4j|onnx|safetensors --out FILE [options]",
        "Writes a model for programs that have Deeplearning4j, ONNX Runtime or PyTorch",
        "export heredity-out/students/photos6-seam-1.safetensors --architecture resnet18"
            + " --image-size 32 --to dl4j --out student.zip");
  }

  @Override
  public Outcome run(Terminal terminal) throws IOException {
    check();
    Teacher opened;
    try (SuiteProgress progress = new SuiteProgress(terminal)) {
      opened = opening.open(Path.of(model), architectures, progress);
    }
    terminal.say("writing " + out);
    write(opened);
    return outcome(opened);
  }

  private void check() {
    if (model == null) {
      throw new UsageException("'export' needs a model's file; see 'heredity export --help'");
    }
    String suffix = SUFFIXES.get(format);
    if (suffix == null) {
      throw new UsageException(
          "--to: there is no format '" + format + "'; " + Names.advice(format, SUFFIXES.keySet()));
    }
    if (!out.toString().endsWith(suffix)) {
      throw new UsageException(
          "--out of " + format + " must end in " + suffix + ", got '" + out + "'");
    }
  }

  private void write(Teacher opened) throws IOException {
    Files.createDirectories(out.toAbsolutePath().getParent());
    NetworkSpec spec = opened.spec();
    if (format.equals("onnx")) {
      writeOnnx(opened);
      return;
    }
    if (format.equals("dl4j")) {
      try (Network network = Network.of(spec, opened.weights())) {
        network.writeDl4j(
            out,
            Map.of(
                PreprocessingSettings.KEY, PreprocessingSettings.stored(opened.preprocessing())));
      }
      return;
    }
    try {
      SafetensorsWriter.write(out, spec.fit(opened.weights()), metadata(opened));
    } catch (CheckpointException e) {
      if (e.getCause() instanceof IOException full) {
        throw full;
      }
      throw e;
    }
  }

  private void writeOnnx(Teacher opened) throws IOException {
    NetworkSpec spec = opened.spec();
    try (Scope scope = new Scope()) {
      StateDict fitted = scope.own(spec.fit(opened.weights()), opened.weights());
      AtomicFile.write(
          out,
          file -> OnnxExport.write(file, spec.plan(), fitted, spec.imageSize(), metadata(opened)));
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage() + "; take --to safetensors", e);
    }
  }

  private Map<String, String> metadata(Teacher opened) {
    return Map.of(
        "architecture",
        opened.spec().architecture().name(),
        "image-size",
        Integer.toString(opened.spec().imageSize()),
        PreprocessingSettings.KEY,
        PreprocessingSettings.stored(opened.preprocessing()));
  }

  private static String reader(String format, Architecture architecture) {
    boolean laidOut = architecture instanceof GraphArchitecture;
    return switch (format) {
      case "dl4j" ->
          "ModelSerializer.restoreComputationGraph, with heredity-layers on the class path";
      case "onnx" -> "ONNX Runtime and others, opset 17: images [N, 3, side, side] to logits";
      default ->
          laidOut ? "programs that lay it out alike" : "torchvision's " + architecture.name();
    };
  }

  private Outcome outcome(Teacher opened) throws IOException {
    NetworkSpec spec = opened.spec();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("file", out.toString());
    json.put("format", format);
    json.put("architecture", spec.architecture().name());
    json.put("width", spec.width());
    json.put("classes", spec.classes());
    json.put("imageSize", spec.imageSize());
    json.put("bytes", Files.size(out));
    json.put("sha256", Sha256.of(out));
    String reader = reader(format, spec.architecture());
    return Outcome.ok(
        json,
        out + ": " + Teachers.describe(spec) + ", " + spec.classes() + " classes; for " + reader);
  }
}
