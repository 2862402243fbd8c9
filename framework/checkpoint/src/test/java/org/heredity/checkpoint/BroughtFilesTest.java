package org.heredity.checkpoint;

import static org.heredity.checkpoint.CheckpointsTest.assertTensor;
import static org.heredity.checkpoint.CheckpointsTest.resource;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What training programs save; src/test/python/make_checkpoints.py says with what in it. */
class BroughtFilesTest {
  @ParameterizedTest
  @ValueSource(strings = {"inert.pth", "inert.protocol4.pth", "inert.legacy.pth"})
  void whatLiesAroundAStateDictIsLeftOut(String file) {
    Checkpoint checkpoint = Checkpoints.load(resource(file));

    assertTensor(checkpoint.tensors(), "weight", new long[] {4}, 0, 1, 2, 3);
    assertEquals(2, checkpoint.tensors().size());
    String notes = checkpoint.notes().toString();
    assertTrue(notes.contains("the state dict is the checkpoint's 'model'"), notes);
    assertTrue(notes.contains("refers to 'argparse.Namespace', '"), notes);
    assertTrue(notes.contains("and none of it was run") || notes.contains("none of it"), notes);
    assertFalse(notes.contains("holds several"), notes);
  }

  @Test
  void wholeNetworksGiveTheirStateDicts() {
    Checkpoint checkpoint = Checkpoints.load(resource("module.pth"));

    assertEquals(
        List.of(
            "seen",
            "body.conv.weight",
            "body.conv.bias",
            "body.bn.weight",
            "body.bn.bias",
            "body.bn.running_mean",
            "body.bn.running_var",
            "body.bn.num_batches_tracked",
            "fc.weight",
            "fc.bias"),
        List.copyOf(checkpoint.tensors().names()),
        "as state_dict() has them, and none that is not persistent");
    assertTensor(
        checkpoint.tensors(), "body.conv.weight", new long[] {2, 3, 1, 1}, 0, 1, 2, 3, 4, 5);
    assertTensor(checkpoint.tensors(), "seen", new long[0], 7);
    assertTrue(
        checkpoint
            .notes()
            .get(0)
            .startsWith("this is a whole pickled network, an object of '__main__.Average'"),
        checkpoint.notes().toString());
    assertEquals(
        checkpoint.tensors().digest(), Checkpoints.read(resource("module.nested.pth")).digest());
    assertEquals(2, Checkpoints.read(resource("whole_model.pth")).size());
  }

  @Test
  void otherStateDictsAreSaidAndCanBeChosen() {
    Checkpoint usual = Checkpoints.load(resource("ema.pth"));
    assertTensor(usual.tensors(), "weight", new long[] {4}, 0, 1, 2, 3);
    String compared =
        "the file also holds 'state_dict_ema', whose 2 tensors have the same names; 1 differ, by up"
            + " to 0.500; '--state-dict state_dict_ema' takes it, if it is wanted";
    assertTrue(usual.notes().contains(compared), usual.notes().toString());
    assertTrue(usual.notes().get(2).contains("'copy.weights', whose 2 tensors are the same"));

    Checkpoint chosen = load("ema.pth", "state_dict_ema");
    assertTensor(chosen.tensors(), "weight", new long[] {4}, 0.5, 1.5, 2.5, 3.5);
    assertTensor(load("ema.pth", "copy.weights").tensors(), "weight", new long[] {4}, 0, 1, 2, 3);
    String message = refusal("ema.pth", "nothing");
    assertTrue(message.contains("there is no state dict 'nothing'; there are 'state_dict', '"));
    assertTrue(message.contains("'state_dict_ema', 'copy.weights'"), message);
  }

  @Test
  void ofSeveralStateDictsWithoutAUsualNameOneMustBeChosen() {
    String message =
        assertThrows(CheckpointException.class, () -> Checkpoints.load(resource("pair.pth")))
            .getMessage();
    assertTrue(message.contains("several state dicts, 'teacher', 'student'"), message);
    assertTrue(message.contains("choose one with --state-dict"), message);
    assertTensor(
        load("pair.pth", "student").tensors(), "weight", new long[] {4}, 0.5, 1.5, 2.5, 3.5);
  }

  @ParameterizedTest
  @CsvSource({"module.pth, body.bn", "module.pth, body.bn."})
  void aPrefixOfNamesChoosesToo(String file, String prefix) {
    Checkpoint chosen = load(file, prefix);
    assertEquals(
        List.of("weight", "bias", "running_mean", "running_var", "num_batches_tracked"),
        List.copyOf(chosen.tensors().names()));
    assertTrue(chosen.notes().toString().contains("the 5 were chosen whose names start with"));
    assertTrue(refusal("types.safetensors", "x").contains("there is one only"));
  }

  @Test
  void metadataMayBeNull() {
    Checkpoint checkpoint = Checkpoints.load(resource("null.safetensors"));
    assertTensor(checkpoint.tensors(), "a", new long[] {3}, 0, 1, 2);
    assertEquals(Map.of(), checkpoint.metadata());
    String message = Refusals.refused(Pickles.safetensors("{\"__metadata__\":\"x\"}", 0), "string");
    assertEquals("'__metadata__' should be an object in JSON and is a string", message);
  }

  private static Checkpoint load(String file, String choice) {
    return Checkpoints.load(resource(file), Optional.of(choice));
  }

  private static String refusal(String file, String choice) {
    return assertThrows(CheckpointException.class, () -> load(file, choice)).getMessage();
  }
}
