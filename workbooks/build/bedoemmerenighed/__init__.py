"""The template `bedoemmerenighed`, in Swedish `bedomaroverensstammelse`, sheet by sheet."""
